// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { add, lines } from "./cart";
import { line, quote, renderPage } from "./mockApi";
import { removePurchased, restorePurchased } from "./purchased";

const pieces = () => Object.fromEntries(lines().map(({ name, quantity }) => [name, quantity]));

beforeEach(() => {
  localStorage.clear();
  renderPage();
});

describe("what was bought", () => {
  const bought = quote([line("vase", 2), line("dragon")], 500).lines;

  it("leaves the cart, and what was not bought stays", () => {
    for (const held of [line("vase", 3), line("dragon"), line("lamp")]) add(held);
    removePurchased("ord_1", bought);
    expect(pieces()).toEqual({ vase: 1, lamp: 1 });
  });

  it("leaves it once, however often its page is opened", () => {
    removePurchased("ord_1", bought);
    add(line("vase", 2));
    removePurchased("ord_1", bought);
    expect(pieces()).toEqual({ vase: 2 });
    removePurchased("ord_2", bought);
    expect(pieces()).toEqual({});
  });

  it("comes back once where the bank refused, and only if it had left", () => {
    restorePurchased("ord_1", bought);
    expect(pieces()).toEqual({});
    removePurchased("ord_1", bought);
    add(line("lamp"));
    restorePurchased("ord_1", bought);
    restorePurchased("ord_1", bought);
    expect(pieces()).toEqual({ lamp: 1, vase: 2, dragon: 1 });
    expect(lines().at(-1)).toMatchObject({ slug: "dragon", configuration: "Red", seen: { amount: 500 } });
  });

  it("comes back with its pictures", () => {
    add({ ...line("vase", 2), picture: "/vase.webp" });
    add(line("dragon"));
    removePurchased("ord_1", bought);
    restorePurchased("ord_1", bought);
    expect(lines().map(({ picture }) => picture)).toEqual(["/vase.webp", undefined]);
  });

  it("is forgotten where nobody understands what was remembered", () => {
    localStorage.setItem("bought", '["ord_0", null, {"purchase": "ord_1"}]');
    restorePurchased("ord_0", bought);
    expect(pieces()).toEqual({});
    restorePurchased("ord_1", bought);
    expect(pieces()).toEqual({ vase: 2, dragon: 1 });
  });
});
