// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Schemas } from "../api";
import { type Line, saveLines } from "../cart";
import {
  type ApiRequest,
  button,
  deferred,
  eur,
  fault,
  line,
  mockApi,
  pageText,
  problem,
  quote,
  quoteAll,
  renderIsland,
  translatePage,
} from "../mockApi";

const SHOP = { body: { ships_everywhere: false, countries: ["DE", "FR"] } };
const WAYS = [
  { id: "post", name: "Post", price: eur(400) },
  { id: "express", name: "Express", price: eur(900) },
] as const;

async function open(...cart: Line[]): Promise<void> {
  renderIsland("/checkout");
  saveLines(cart);
  (await import("./checkout")).start();
}

/** Quotes with the requested shipping option. */
function priced({ body }: ApiRequest) {
  const { items, country, shipping_option } = body as Schemas["Cart"];
  const shipping = WAYS.find(({ id }) => id === shipping_option) ?? WAYS[0];
  const total = eur(500 + shipping.price.amount);
  return { body: quote(items, 500, { country, shipping, shipping_options: [...WAYS], total }) };
}

const off = () => button(/^Pay/).getAttribute("aria-disabled");
const choose = (code: string) => {
  const select = document.querySelector("select");
  if (!select) throw new Error("no countries");
  select.value = code;
  select.dispatchEvent(new Event("change"));
};
const pick = (name: string) => {
  const label = [...document.querySelectorAll("label")].find((one) => one.textContent.includes(name));
  label?.querySelector("input")?.dispatchEvent(new Event("change"));
  return label?.querySelector("input");
};

beforeEach(() => localStorage.clear());

describe("the checkout", () => {
  it.each([
    ["another country", () => choose("FR")],
    ["another way of shipping", () => void pick("Express")],
  ])("cannot be paid while the price for %s is loading", async (_, change) => {
    const second = deferred<undefined>();
    const quotes: ApiRequest[] = [];
    const requests = mockApi({
      "GET /shop": () => SHOP,
      "POST /cart/quote": async (one) => {
        if (quotes.push(one) > 1) await second.promise;
        return priced(one);
      },
    });
    await open(line("vase"));
    await vi.waitFor(() => expect(button("Pay €9.00").getAttribute("aria-disabled")).toBe("false"));
    await vi.waitFor(() => expect(document.querySelectorAll("option")).toHaveLength(2));
    change();
    await vi.waitFor(() => expect(off()).toBe("true"));
    expect(document.querySelector("dl")?.parentElement?.getAttribute("aria-busy")).toBe("true");
    button(/^Pay/).click();
    expect(requests.filter(({ route }) => route === "POST /checkouts")).toEqual([]);
    second.resolve(undefined);
    await vi.waitFor(() => expect(off()).toBe("false"));
  });

  it("shows its new amounts in a page that the browser translates", async () => {
    mockApi({ "GET /shop": () => SHOP, "POST /cart/quote": priced });
    await open(line("vase"));
    await vi.waitFor(() => expect(off()).toBe("false"));
    translatePage();
    pick("Express");
    await vi.waitFor(() => expect(document.querySelector("button.button")?.textContent).toBe("Pay €14.00"));
    expect(document.querySelector(".total dd")?.textContent).toBe("€14.00");
    expect(pageText()).not.toContain("€9.00€");
    expect(pageText()).not.toContain("Calculating");
  });

  it("offers the other countries once the customer is online again", async () => {
    mockApi({ "POST /cart/quote": priced });
    await open(line("vase"));
    await vi.waitFor(() => expect(pageText()).toContain("We could not load the other countries"));
    mockApi({ "GET /shop": () => SHOP, "POST /cart/quote": priced });
    window.dispatchEvent(new Event("online"));
    await vi.waitFor(() => expect(document.querySelectorAll("option")).toHaveLength(2));
  });

  it.each([
    [[], []],
    [["terms"], ["/terms"]],
    [
      ["terms", "privacy"],
      ["/terms", "/privacy"],
    ],
  ])("links the legal texts that are published: %s", async (published, links) => {
    for (const name of ["terms", "privacy"]) document.body.removeAttribute(`data-${name}`);
    for (const name of published) document.body.dataset[name] = "published";
    mockApi({ "GET /shop": () => SHOP, "POST /cart/quote": priced });
    await open(line("vase"));
    await vi.waitFor(() => expect(off()).toBe("false"));
    const linked = [...document.querySelectorAll(".fine a")].map((link) => link.getAttribute("href"));
    expect(linked).toEqual(links);
    expect(pageText().includes("you agree")).toBe(published.length > 0);
  });

  it("shows the selected shipping option at once", async () => {
    const second = deferred<undefined>();
    const requests = mockApi({
      "GET /shop": () => SHOP,
      "POST /cart/quote": async (one) => {
        if (requests.length > 2) await second.promise;
        return priced(one);
      },
    });
    await open(line("vase"));
    await vi.waitFor(() => expect(pageText()).toContain("Express"));
    const express = pick("Express");
    await vi.waitFor(() => expect(off()).toBe("true"));
    expect(express?.checked).toBe(true);
  });

  it("shows a price that rose since the customer saw it", async () => {
    mockApi({ "GET /shop": () => SHOP, "POST /cart/quote": quoteAll(700) });
    await open(line("vase", 1, 500));
    await vi.waitFor(() => expect(pageText()).toContain("The price of vase rose from €5.00 to €7.00."));
    button("Got it").click();
    await vi.waitFor(() => expect(pageText()).not.toContain("rose"));
  });

  it("offers other countries if the shop does not ship there", async () => {
    mockApi({
      "GET /shop": () => SHOP,
      "POST /cart/quote": (one) => {
        const there = (one.body as Schemas["Cart"]).country === "DE";
        return there ? priced(one) : problem(422, "invalid_input", fault("/country", "country_not_served"));
      },
    });
    await open(line("vase"));
    await vi.waitFor(() => expect(document.querySelectorAll("option")).toHaveLength(2));
    choose("FR");
    await vi.waitFor(() => expect(pageText()).toContain("We do not ship to this country yet."));
    expect(pageText()).toContain("1 × vase");
    expect(pageText()).not.toContain("Calculating");
    expect(off()).toBe("true");
    choose("DE");
    await vi.waitFor(() => expect(off()).toBe("false"));
    expect(pageText()).not.toContain("We do not ship");
  });

  it("can be paid if loading other countries fails, and retries", async () => {
    mockApi({ "POST /cart/quote": priced });
    await open(line("vase"));
    await vi.waitFor(() => expect(pageText()).toContain("We could not load the other countries"));
    await vi.waitFor(() => expect(off()).toBe("false"));
    mockApi({ "GET /shop": () => SHOP, "POST /cart/quote": priced });
    button("Try again").click();
    await vi.waitFor(() => expect(document.querySelectorAll("option")).toHaveLength(2));
    expect(pageText()).not.toContain("We could not load");
    expect(document.activeElement).toBe(document.querySelector("select"));
  });

  it("states the total and the ship-by date that the customer saw", async () => {
    const requests = mockApi({ "GET /shop": () => SHOP, "POST /cart/quote": priced });
    await open(line("vase"));
    await vi.waitFor(() => expect(off()).toBe("false"));
    button(/^Pay/).click();
    const sent = () => requests.find(({ route }) => route === "POST /checkouts")?.body;
    await vi.waitFor(() =>
      expect(sent()).toMatchObject({ expected_total: eur(900), expected_ship_by: "2027-01-02" }),
    );
  });

  it("shows a later ship-by date and a higher total before it can be paid again", async () => {
    const items = [{ product_id: "vase", variant_ids: ["vase-red"], quantity: 1 }];
    const later = quote(items, 600, { ship_by: "2027-04-05" });
    const quotes: ApiRequest[] = [];
    mockApi({
      "GET /shop": () => SHOP,
      "POST /cart/quote": (one) => (quotes.push(one) > 1 ? { body: later } : priced(one)),
      "POST /checkouts": () => {
        const { status = 409, body } = problem(409, "ship_by_later");
        return { status, body: { ...(body as Schemas["Problem"]), quote: later } };
      },
    });
    await open(line("vase"));
    await vi.waitFor(() => expect(off()).toBe("false"));
    button(/^Pay/).click();
    await vi.waitFor(() => expect(pageText()).toContain("it is now expected to ship by 5 April 2027"));
    expect(pageText()).toContain("The total is now €10.00");
    await vi.waitFor(() => expect(button("Pay €10.00").getAttribute("aria-disabled")).toBe("false"));
  });

  it("starts one new purchase if the previous one is closed", async () => {
    const requests = mockApi({
      "GET /shop": () => SHOP,
      "POST /cart/quote": priced,
      "POST /checkouts": () => problem(409, "checkout_closed"),
    });
    await open(line("vase"));
    await vi.waitFor(() => expect(off()).toBe("false"));
    button(/^Pay/).click();
    await vi.waitFor(() => expect(pageText()).toContain("This checkout is closed."));
    const keys = requests.filter(({ route }) => route === "POST /checkouts").map(({ headers }) => headers);
    expect(keys).toHaveLength(2);
    expect(keys[0]?.["Idempotency-Key"]).not.toBe(keys[1]?.["Idempotency-Key"]);
  });

  it("starts no second purchase after a network failure", async () => {
    const requests = mockApi({ "GET /shop": () => SHOP, "POST /cart/quote": priced });
    await open(line("vase"));
    await vi.waitFor(() => expect(off()).toBe("false"));
    for (const tries of [1, 2]) {
      button(/^Pay/).click();
      const all = () => requests.filter(({ route }) => route === "POST /checkouts");
      await vi.waitFor(() => expect(all()).toHaveLength(tries));
      await vi.waitFor(() => expect(off()).toBe("false"));
    }
    const keys = requests.map(({ headers }) => headers["Idempotency-Key"]).filter(Boolean);
    expect(new Set(keys).size).toBe(1);
  });
});
