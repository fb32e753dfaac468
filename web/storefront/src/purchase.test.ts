// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { type ApiRequest, eur, mockApi, problem, renderPage } from "./mockApi";

const body = { country: "DE", items: [], expected_total: eur(900), expected_ship_by: "2027-01-02" };

beforeEach(() => localStorage.clear());

/** Starts a checkout in a new tab, and returns where it continues and the cart's id that it sent. */
async function pay(reply: () => { status?: number; body: unknown }, changed = {}) {
  renderPage();
  const requests: ApiRequest[] = mockApi({ "POST /checkouts": reply });
  const { openPayment } = await import("./purchase");
  const url = await openPayment({ ...body, ...changed });
  return { url, cart: (requests.at(-1)?.body as { cart_id: string }).cart_id };
}

const opened = (id: string) => () => ({ status: 201, body: { checkout_id: id, url: `https://pay/${id}` } });
const paid = (id: string) => () => {
  const { status = 409, body: details } = problem(409, "already_paid");
  return { status, body: { ...(details as object), checkout_id: id } };
};

describe("a checkout", () => {
  it("names the same cart in every tab, changed or not", async () => {
    const first = await pay(opened("ord_1"));
    const second = await pay(opened("ord_1"));
    const changed = await pay(opened("ord_2"), { country: "FR" });
    expect(first.url).toBe("https://pay/ord_1");
    expect(first.cart).toMatch(/^[0-9a-f]{32}$/);
    expect([second.cart, changed.cart]).toEqual([first.cart, first.cart]);
  });

  it("continues at the order if the cart was paid in another tab", async () => {
    await pay(opened("ord_1"));
    expect((await pay(paid("ord_1"))).url).toBe("/checkout/ord_1/done");
  });

  it("is of another cart once its page has shown that the cart is paid", async () => {
    const { cart } = await pay(paid("ord_1"));
    const { endPaidCart } = await import("./cartId");
    endPaidCart("ord_1");
    expect((await pay(opened("ord_2"))).cart).not.toBe(cart);
  });
});
