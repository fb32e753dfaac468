// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  add,
  cartRequest,
  count,
  type Line,
  lines,
  MAX_LINES,
  MAX_QUANTITY,
  onCartChange,
  recordSeenPrices,
  remove,
} from "./cart";
import { eur } from "./mockApi";

function line(product: string, variants: string[] = [], quantity = 1): Line {
  return {
    product_id: product,
    slug: product,
    name: product,
    variant_ids: variants,
    configuration: "",
    quantity,
  };
}

beforeEach(() => localStorage.clear());
afterEach(() => {
  vi.restoreAllMocks();
});

describe("the cart", () => {
  it("merges lines of the same configuration", () => {
    add(line("p", ["a", "b"], 2));
    add(line("p", ["b", "a"], 3));
    add(line("p", ["a", "c"]));
    expect(lines().map(({ quantity }) => quantity)).toEqual([5, 1]);
    expect(count()).toBe(6);
  });

  it("respects the API's limits", () => {
    add(line("p", [], MAX_QUANTITY));
    add(line("p", [], 1));
    expect(count()).toBe(MAX_QUANTITY);
    for (let n = 1; n < MAX_LINES; n += 1) expect(add(line(`p${n}`))).toBe("cart_added");
    expect(add(line("one more"))).toBe("cart_full");
    expect(lines()).toHaveLength(MAX_LINES);
  });

  it("stores the unit price at the last addition", () => {
    add({ ...line("p"), seen: eur(5) });
    add({ ...line("p"), seen: eur(6) });
    add(line("p"));
    expect(lines()[0]?.seen).toEqual(eur(6));
  });

  it("preserves a line's image when more is added without one", () => {
    add({ ...line("p"), picture: "/old.webp" });
    add({ ...line("p"), picture: "/new.webp" });
    add(line("p"));
    expect(lines()[0]?.picture).toBe("/new.webp");
  });

  it("records the first quoted price of a line without one", () => {
    add(line("p"));
    add({ ...line("q"), seen: eur(1) });
    recordSeenPrices(
      new Map([
        ["p", { unit_price: eur(7) }],
        ["q", { unit_price: eur(8) }],
      ]),
    );
    expect(lines().map(({ seen }) => seen)).toEqual([eur(7), eur(1)]);
  });

  it("preserves lines added by another tab when removing one", () => {
    add(line("gone"));
    const shown = lines();
    add(line("new"));
    remove(shown);
    expect(lines().map(({ name }) => name)).toEqual(["new"]);
  });

  it.each(["no JSON", '{"not": "a list"}', '[{"product_id": 1}, null, 7]'])(
    "is empty if the storage holds %s",
    (stored) => {
      localStorage.setItem("cart", stored);
      expect(lines()).toEqual([]);
    },
  );

  it("reports that the browser stores nothing", () => {
    vi.spyOn(globalThis, "localStorage", "get").mockImplementation(() => {
      throw new DOMException("denied", "SecurityError");
    });
    expect(lines()).toEqual([]);
    expect(add(line("p"))).toBe("cart_not_kept");
  });

  it("notifies pages of changes, also from the back/forward cache", () => {
    let calls = 0;
    const end = onCartChange(() => {
      calls += 1;
    });
    add(line("p"));
    expect(calls).toBe(1);
    window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
    window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: false }));
    expect(calls).toBe(2);
    end();
    add(line("p"));
    expect(calls).toBe(2);
  });

  it("sends ids and quantities, never prices", () => {
    const cart = [{ ...line("p", ["a"]), seen: eur(1) }];
    const items = [{ product_id: "p", variant_ids: ["a"], quantity: 1 }];
    expect(cartRequest(cart, "DE")).toEqual({ country: "DE", items });
    expect(cartRequest(cart, "DE", "post")).toEqual({ country: "DE", items, shipping_option: "post" });
  });
});
