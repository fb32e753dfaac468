// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { add, lines } from "./cart";
import { line, quote, renderPage } from "./mockApi";
import { removePurchased, restorePurchased } from "./purchased";

const quantities = () => Object.fromEntries(lines().map(({ name, quantity }) => [name, quantity]));

beforeEach(() => {
  localStorage.clear();
  renderPage();
});

describe("a purchase", () => {
  const bought = quote([line("vase", 2), line("dragon")], 500).lines;

  it("is removed from the cart, and other items stay", () => {
    for (const item of [line("vase", 3), line("dragon"), line("lamp")]) add(item);
    removePurchased("ord_1", bought);
    expect(quantities()).toEqual({ vase: 1, lamp: 1 });
  });

  it("is removed once, however often its page is opened", () => {
    removePurchased("ord_1", bought);
    add(line("vase", 2));
    removePurchased("ord_1", bought);
    expect(quantities()).toEqual({ vase: 2 });
    removePurchased("ord_2", bought);
    expect(quantities()).toEqual({});
  });

  it("is restored once after a failed payment, and only if removed", () => {
    restorePurchased("ord_1", bought);
    expect(quantities()).toEqual({});
    removePurchased("ord_1", bought);
    add(line("lamp"));
    restorePurchased("ord_1", bought);
    restorePurchased("ord_1", bought);
    expect(quantities()).toEqual({ lamp: 1, vase: 2, dragon: 1 });
    expect(lines().at(-1)).toMatchObject({ slug: "dragon", configuration: "Red", seen: { amount: 500 } });
  });

  it("is restored with its images", () => {
    add({ ...line("vase", 2), picture: "/vase.webp" });
    add(line("dragon"));
    removePurchased("ord_1", bought);
    restorePurchased("ord_1", bought);
    expect(lines().map(({ picture }) => picture)).toEqual(["/vase.webp", undefined]);
  });

  it("is ignored if the stored data is invalid", () => {
    localStorage.setItem("bought", '["ord_0", null, {"purchase": "ord_1"}]');
    restorePurchased("ord_0", bought);
    expect(quantities()).toEqual({});
    restorePurchased("ord_1", bought);
    expect(quantities()).toEqual({ vase: 2, dragon: 1 });
  });
});
