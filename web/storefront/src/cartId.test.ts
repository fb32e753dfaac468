// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { cartId, endPaidCart, rememberPurchase } from "./cartId";

beforeEach(() => localStorage.clear());
afterEach(() => {
  vi.restoreAllMocks();
});

describe("the cart's id", () => {
  it("is 128 random bits, and the same until the cart is paid", () => {
    const id = cartId();
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    rememberPurchase("ord_1");
    rememberPurchase("ord_2");
    expect(cartId()).toBe(id);
    endPaidCart("ord_2");
    expect(cartId()).toMatch(/^[0-9a-f]{32}$/);
    expect(cartId()).not.toBe(id);
  });

  it("does not change when the page of another purchase is opened", () => {
    const id = cartId();
    endPaidCart("ord_0");
    rememberPurchase("ord_1");
    endPaidCart("ord_0");
    expect(cartId()).toBe(id);
  });

  it.each(["no JSON", "null", '{"id": 7}', '{"id": "short"}'])("is drawn again if it is %s", (held) => {
    localStorage.setItem("cart-id", held);
    const id = cartId();
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(cartId()).toBe(id);
  });

  it("lasts as long as the page if the browser stores nothing", () => {
    vi.spyOn(globalThis, "localStorage", "get").mockImplementation(() => {
      throw new DOMException("denied", "SecurityError");
    });
    const id = cartId();
    rememberPurchase("ord_1");
    expect(cartId()).toBe(id);
    endPaidCart("ord_1");
    expect(cartId()).not.toBe(id);
  });
});
