// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import type { Line } from "./cart";
import { beside, faultyLines } from "./priced";

const eur = (amount: number) => ({ amount, currency: "EUR" });

function line(id: string, seen?: number): Line {
  const named = { product_id: id, slug: id, name: id, variant_ids: [], configuration: "" };
  return { ...named, quantity: 1, seen: seen === undefined ? undefined : eur(seen) };
}

function quoted(...prices: number[]) {
  const lines = prices.map((amount) => ({ unit_price: eur(amount) }));
  return { lines } as Parameters<typeof beside>[2];
}

const at = (pointer: string) => ({ pointer, code: "inactive_variant", detail: "" });

describe("a priced cart", () => {
  it("tells what fell, what rose and what stayed", () => {
    const { lines } = beside(
      [line("a", 5), line("b", 5), line("c", 5), line("d")],
      new Set(),
      quoted(4, 6, 5, 9),
    );
    expect(lines.map(({ change }) => change)).toEqual(["fell", "rose", undefined, undefined]);
  });

  it("gives each line its own price around those that are gone", () => {
    const { lines } = beside([line("a"), line("b"), line("c")], new Set([1]), quoted(1, 3));
    expect(lines.map(({ priced }) => priced?.unit_price.amount)).toEqual([1, undefined, 3]);
    expect(lines[1]?.change).toBe("gone");
  });

  it("is without all of its lines when all are gone", () => {
    expect(beside([line("a")], new Set([0]), undefined).lines[0]?.change).toBe("gone");
  });
});

describe("faults of a cart", () => {
  it("belong to the lines that they point at", () => {
    expect(faultyLines([at("/items/2/product_id"), at("/items/10/variant_ids/0")])).toEqual(new Set([2, 10]));
  });

  it("are no line's when one of them is about something else", () => {
    expect(faultyLines([at("/items/0/product_id"), at("/country")])).toBeUndefined();
    expect(faultyLines([at("/items")])).toBeUndefined();
    expect(faultyLines([])).toBeUndefined();
  });
});
