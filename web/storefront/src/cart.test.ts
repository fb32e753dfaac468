// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { add, count, type Line, lines, MOST_LINES, MOST_PIECES, onCartChange, request } from "./cart";

function line(product: string, variants: string[], quantity = 1): Line {
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

describe("the cart", () => {
  it("puts the same configuration together, in whatever order it was chosen", () => {
    add(line("p", ["a", "b"], 2));
    add(line("p", ["b", "a"], 3));
    add(line("p", ["a", "c"]));
    expect(lines().map(({ quantity }) => quantity)).toEqual([5, 1]);
    expect(count()).toBe(6);
  });

  it("holds no more than the shop sells at once", () => {
    add(line("p", [], MOST_PIECES));
    add(line("p", [], 1));
    expect(count()).toBe(MOST_PIECES);
    for (let n = 1; n < MOST_LINES; n += 1) expect(add(line(`p${n}`, []))).toBe(true);
    expect(add(line("one more", []))).toBe(false);
    expect(lines()).toHaveLength(MOST_LINES);
  });

  it.each(["no JSON", '{"not": "a list"}', '[{"product_id": 1}, null, 7]'])(
    "is empty where %s lies there",
    (stored) => {
      localStorage.setItem("cart", stored);
      expect(lines()).toEqual([]);
    },
  );

  it("tells its pages when it changes", () => {
    let told = 0;
    onCartChange(() => {
      told += 1;
    });
    add(line("p", []));
    expect(told).toBe(1);
  });

  it("sends ids and quantities, never prices", () => {
    const sent = request([{ ...line("p", ["a"]), seen: { amount: 1, currency: "EUR" } }], "DE");
    expect(sent).toEqual({ country: "DE", items: [{ product_id: "p", variant_ids: ["a"], quantity: 1 }] });
  });
});
