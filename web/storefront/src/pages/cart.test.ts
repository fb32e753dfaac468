// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Schemas } from "../api";
import { type Line, lines, saveLines } from "../cart";
import {
  type ApiRequest,
  button,
  deferred,
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

async function open(...cart: Line[]): Promise<void> {
  renderIsland("/cart");
  saveLines(cart);
  (await import("./cart")).start();
}

/** Quotes every cart; the test resolves slow quotes. */
const items = ({ body }: ApiRequest) => (body as Schemas["Cart"]).items;
const quantity = () => document.querySelector<HTMLInputElement>("input[type=number]");

function type(pieces: string): void {
  const input = quantity();
  if (!input) throw new Error("no quantity");
  input.value = pieces;
  input.dispatchEvent(new Event("change"));
}

beforeEach(() => localStorage.clear());

describe("the cart page", () => {
  it("shows a new quantity at once, and its price once quoted", async () => {
    const second = deferred<ReturnType<typeof quoteAll>>();
    const requests = mockApi({
      "POST /cart/quote": async (one) =>
        requests.length === 1 ? quoteAll(500)(one) : (await second.promise)(one),
    });
    await open(line("vase"));
    await vi.waitFor(() => expect(pageText()).toContain("€5.00"));
    type("3");
    await vi.waitFor(() => expect(pageText()).toContain("Calculating the price …"));
    expect(quantity()?.value).toBe("3");
    expect(document.querySelector(".sum")?.getAttribute("aria-busy")).toBe("true");
    second.resolve(quoteAll(500));
    await vi.waitFor(() => expect(pageText()).toContain("€15.00"));
    expect(pageText()).not.toContain("Calculating");
    expect(pageText()).toContain("plus shipping");
  });

  it("shows its lines, without images that fail to load", async () => {
    mockApi({ "POST /cart/quote": quoteAll(500) });
    await open({ ...line("vase"), picture: "/media/vase.webp" }, line("bowl"));
    const pictures = () => [...document.querySelectorAll("li img")].map((image) => image.getAttribute("src"));
    await vi.waitFor(() => expect(pictures()).toEqual(["/media/vase.webp"]));
    document.querySelector("li img")?.dispatchEvent(new Event("error"));
    await vi.waitFor(() => expect(pictures()).toEqual([]));
  });

  it("does not overwrite typing when a price arrives", async () => {
    const first = deferred<ReturnType<typeof quoteAll>>();
    mockApi({ "POST /cart/quote": async (one) => (await first.promise)(one) });
    await open(line("vase"));
    await vi.waitFor(() => expect(quantity()?.value).toBe("1"));
    const input = quantity();
    if (input) input.value = "3";
    first.resolve(quoteAll(500));
    await vi.waitFor(() => expect(pageText()).toContain("€5.00"));
    expect(quantity()?.value).toBe("3");
    input?.dispatchEvent(new Event("change"));
    await vi.waitFor(() => expect(pageText()).toContain("€15.00"));
  });

  it.each(["0", "101", "1000", "", "1.5"])("cannot be bought with the quantity '%s'", async (pieces) => {
    const requests = mockApi({ "POST /cart/quote": quoteAll(500) });
    await open(line("vase", 2));
    await vi.waitFor(() => expect(pageText()).toContain("Go to checkout"));
    type(pieces);
    await vi.waitFor(() => expect(pageText()).toContain("Please choose a quantity from 1 to 100."));
    expect(pageText()).not.toContain("Go to checkout");
    expect(quantity()?.getAttribute("aria-invalid")).toBe("true");
    expect(document.querySelector(".sum")?.getAttribute("aria-busy")).toBe("true");
    type("3");
    await vi.waitFor(() => expect(pageText()).toContain("€15.00"));
    expect(pageText()).toContain("Go to checkout");
    expect(pageText()).not.toContain("Please choose");
    expect(requests).toHaveLength(2);
  });

  it("can be bought again with the quantity before a wrong one", async () => {
    mockApi({ "POST /cart/quote": quoteAll(500) });
    await open(line("vase", 2), line("lamp"));
    await vi.waitFor(() => expect(pageText()).toContain("Go to checkout"));
    type("0");
    await vi.waitFor(() => expect(pageText()).not.toContain("Go to checkout"));
    type("2");
    await vi.waitFor(() => expect(pageText()).toContain("Go to checkout"));
    type("");
    await vi.waitFor(() => expect(pageText()).not.toContain("Go to checkout"));
    button("Remove vase").click();
    await vi.waitFor(() => expect(pageText()).toContain("Go to checkout"));
  });

  it("shows its new amounts in a page that the browser translates", async () => {
    mockApi({ "POST /cart/quote": quoteAll(500) });
    await open(line("vase", 2));
    await vi.waitFor(() => expect(pageText()).toContain("€10.00"));
    translatePage();
    type("3");
    await vi.waitFor(() => expect(document.querySelector(".sum")?.textContent).toBe("€15.00"));
    expect(document.querySelector("dd")?.textContent).toBe("€15.00");
    expect(pageText()).not.toContain("€10.00");
    expect(pageText()).not.toContain("Calculating");
    translatePage();
    type("1");
    await vi.waitFor(() => expect(document.querySelector("dd")?.textContent).toBe("€5.00"));
    expect(pageText()).not.toContain("€15.00");
  });

  it("says that the customer is offline, and goes on when they are not", async () => {
    const online = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    mockApi({});
    await open(line("vase", 2));
    await vi.waitFor(() => expect(pageText()).toContain("You seem to be offline."));
    online.mockRestore();
    const requests = mockApi({ "POST /cart/quote": quoteAll(500) });
    window.dispatchEvent(new Event("online"));
    await vi.waitFor(() => expect(pageText()).toContain("€10.00"));
    expect(pageText()).not.toContain("offline");
    window.dispatchEvent(new Event("online"));
    expect(requests).toHaveLength(1);
  });

  it("removes a line at once and moves the focus to the next", async () => {
    mockApi({ "POST /cart/quote": quoteAll(500) });
    await open(line("vase"), line("lamp"));
    await vi.waitFor(() => expect(pageText()).toContain("€10.00"));
    button("Remove vase").click();
    await vi.waitFor(() => expect(pageText()).not.toContain("vase"));
    expect(document.activeElement?.textContent).toContain("lamp");
    button("Remove lamp").click();
    await vi.waitFor(() => expect(pageText()).toContain("Your cart is empty."));
    expect(document.activeElement?.id).toBe("main");
  });

  it("shows a risen price until confirmed, without a new quote", async () => {
    const requests = mockApi({ "POST /cart/quote": quoteAll(700) });
    await open(line("vase", 1, 500));
    await vi.waitFor(() => expect(pageText()).toContain("The price of vase rose from €5.00 to €7.00."));
    button("Got it").click();
    await vi.waitFor(() => expect(pageText()).not.toContain("rose"));
    expect(document.activeElement?.textContent).toContain("vase");
    expect(requests).toHaveLength(1);
  });

  it("compares later prices with the first quoted one", async () => {
    mockApi({ "POST /cart/quote": quoteAll(500) });
    await open(line("vase"));
    await vi.waitFor(() => expect(lines()[0]?.seen?.amount).toBe(500));
    mockApi({ "POST /cart/quote": quoteAll(400) });
    await open(...lines());
    await vi.waitFor(() => expect(pageText()).toContain("The price of vase fell from €5.00 to €4.00."));
  });

  it("shows its lines without a price, and retries", async () => {
    mockApi({});
    await open(line("vase", 2));
    await vi.waitFor(() => expect(pageText()).toContain("The shop is unavailable right now."));
    expect(pageText()).toContain("vase");
    expect(pageText()).not.toContain("Calculating");
    mockApi({ "POST /cart/quote": quoteAll(500) });
    button("Try again").click();
    await vi.waitFor(() => expect(pageText()).toContain("€10.00"));
    expect(pageText()).not.toContain("unavailable");
  });

  it("offers another country if the shop does not ship there", async () => {
    const refused = problem(422, "invalid_input", fault("/country", "country_not_served"));
    mockApi({ "POST /cart/quote": () => refused });
    await open(line("vase"));
    await vi.waitFor(() => expect(pageText()).toContain("We do not ship to this country yet."));
    expect(document.querySelector(".note a")?.getAttribute("href")).toBe("/checkout");
    expect(pageText()).toContain("vase");
  });

  it("removes unavailable lines, not those added by another tab", async () => {
    mockApi({
      "POST /cart/quote": (requests) => {
        const place = items(requests).findIndex(({ product_id }) => product_id === "gone");
        if (place < 0) return { body: quote(items(requests), 500) };
        return problem(422, "invalid_input", fault(`/items/${place}/product_id`, "unknown_product"));
      },
    });
    await open(line("gone"), line("vase"));
    await vi.waitFor(() => expect(pageText()).toContain("gone is no longer available"));
    localStorage.setItem("cart", JSON.stringify([...lines(), line("new")]));
    button("Remove unavailable items").click();
    expect(lines().map(({ name }) => name)).toEqual(["vase", "new"]);
  });

  it("asks for a smaller quantity if some are in stock", async () => {
    mockApi({
      "POST /cart/quote": (requests) => {
        if (items(requests)[0]?.quantity === 1) return { body: quote(items(requests), 500) };
        return problem(422, "invalid_input", fault("/items/0/variant_ids/0", "out_of_stock"));
      },
    });
    await open(line("vase", 3));
    await vi.waitFor(() => expect(pageText()).toContain("Not enough stock of vase."));
    expect(pageText()).not.toContain("Go to checkout");
    type("1");
    await vi.waitFor(() => expect(pageText()).toContain("Go to checkout"));
    expect(pageText()).not.toContain("Fewer");
  });
});
