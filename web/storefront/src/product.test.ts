// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from "vitest";
import { lines } from "./cart";
import { button, fault, mockApi, problem, quoteAll, renderPage } from "./mockApi";

const EXCLUDED = [
  ["abs", "gold"],
  ["small", "pla", "gold"],
];

const radio = (type: string, id: string, value: string) =>
  `<label><input type="radio" name="${type}" value="${id}"><span class="choice">
    <span class="value">${value}</span></span></label>`;

function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no #${id}`);
  return found;
}

async function open(...checked: string[]): Promise<void> {
  const product = { id: "p", slug: "dragon", name: "Dragon", price: { amount: 1, currency: "EUR" } };
  renderPage(`<img id="picture" src="/dragon.webp"><form id="configure">
    ${radio("size", "small", "Small")}${radio("size", "large", "Large")}
    ${radio("material", "pla", "PLA")}${radio("material", "abs", "ABS")}
    ${radio("color", "red", "Red")}${radio("color", "gold", "Gold")}
    <input type="number" name="quantity" min="1" max="100" value="1" required>
    <p id="price"></p><p id="lead"></p><p id="reason"></p><button id="add" disabled></button><p id="added"></p></form>
    <script type="application/json" id="product">${JSON.stringify({ ...product, excluded: EXCLUDED })}</script>`);
  for (const id of checked) input(id).checked = true;
  (await import("./product")).start();
}

function input(id: string): HTMLInputElement {
  const found = document.querySelector<HTMLInputElement>(`input[value="${id}"]`);
  if (!found) throw new Error(`no choice ${id}`);
  return found;
}

function choose(id: string): void {
  input(id).checked = true;
  input(id).dispatchEvent(new Event("input", { bubbles: true }));
}

function type(pieces: string): void {
  const quantity = document.querySelector<HTMLInputElement>("input[type=number]");
  if (!quantity) throw new Error("no quantity");
  quantity.value = pieces;
  quantity.dispatchEvent(new Event("input", { bubbles: true }));
}

const said = () => ["price", "lead", "reason"].map((id) => part(id).textContent);
const priced = (price: string) => vi.waitFor(() => expect(part("price").textContent).toBe(price));
const why = () => [...document.querySelectorAll(".why")].map((one) => one.textContent);

beforeEach(() => {
  localStorage.clear();
  mockApi({ "POST /cart/quote": quoteAll(500) });
});

describe("choosing", () => {
  it("can be bought as soon as the script runs", async () => {
    await open("small", "pla", "red");
    expect(part("add").hasAttribute("disabled")).toBe(false);
    await open("small", "pla", "gold");
    expect(part("add").hasAttribute("disabled")).toBe(true);
  });

  it("names conflicting choices at each choice and in a sentence", async () => {
    await open("small", "pla", "red");
    await priced("€5.00");
    expect(why()).toEqual(["Not available with Small and PLA"]);
    choose("gold");
    expect(said()).toEqual(["", "", "Small, PLA and Gold cannot be combined."]);
    expect(why()).toEqual([
      "Not available with PLA and Gold",
      "Not available with Small and Gold",
      "Not available with Gold",
      "Not available with Small and PLA",
    ]);
    expect(part("add").hasAttribute("disabled")).toBe(true);
    choose("large");
    await priced("€5.00");
    expect(part("reason").textContent).toBe("");
    expect(why()).toEqual(["Not available with PLA and Gold", "Not available with Gold"]);
  });

  it("shows the valid quantities", async () => {
    await open("small", "pla", "red");
    type("0");
    expect(said()).toEqual(["", "", "Please choose a quantity from 1 to 100."]);
    type("2");
    await priced("€10.00 (€5.00 each)");
  });

  it("shows no stale price after a failure, and retries", async () => {
    await open("small", "pla", "red");
    await priced("€5.00");
    mockApi({});
    choose("large");
    await vi.waitFor(() => expect(part("reason").textContent).toContain("unavailable"));
    expect(said().slice(0, 2)).toEqual(["", ""]);
    expect(part("add").hasAttribute("disabled")).toBe(false);
    mockApi({ "POST /cart/quote": quoteAll(700) });
    button("Try again").click();
    await priced("€7.00");
    expect(part("reason").textContent).toBe("");
  });

  it("says that the last piece is sold, without a retry", async () => {
    const refused = problem(422, "invalid_input", fault("/items/0/variant_ids/0", "out_of_stock"));
    mockApi({ "POST /cart/quote": () => refused });
    await open("small", "pla", "red");
    await vi.waitFor(() => expect(part("reason").textContent).toBe("Sold out."));
    expect(part("add").hasAttribute("disabled")).toBe(true);
    type("2");
    await vi.waitFor(() => expect(part("reason").textContent).toContain("not available in this quantity"));
    expect(part("reason").querySelector("button")).toBeNull();
    mockApi({ "POST /cart/quote": quoteAll(500) });
    choose("abs");
    await priced("€10.00 (€5.00 each)");
    expect(part("add").hasAttribute("disabled")).toBe(false);
  });

  it("says that the customer is offline, and retries when they are not", async () => {
    const online = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    mockApi({});
    await open("small", "pla", "red");
    await vi.waitFor(() => expect(part("reason").textContent).toContain("You seem to be offline."));
    online.mockRestore();
    const requests = mockApi({ "POST /cart/quote": quoteAll(700) });
    window.dispatchEvent(new Event("online"));
    await priced("€7.00");
    window.dispatchEvent(new Event("online"));
    expect(requests).toHaveLength(1);
  });

  it("adds the configuration to the cart, also without a price", async () => {
    await open("large", "abs", "red");
    part("configure").dispatchEvent(new Event("submit", { cancelable: true }));
    expect(lines()).toMatchObject([
      {
        configuration: "Large · ABS · Red",
        variant_ids: ["large", "abs", "red"],
        picture: "/dragon.webp",
        quantity: 1,
      },
    ]);
    expect(lines()[0]?.seen).toBeUndefined();
    expect(part("added").textContent).toBe("Added to your cart. View cart");
    await priced("€5.00");
    part("configure").dispatchEvent(new Event("submit", { cancelable: true }));
    expect(lines()).toMatchObject([{ quantity: 2, seen: { amount: 500 } }]);
  });
});
