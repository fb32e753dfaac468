// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { eur, mockApi, renderPage } from "./mockApi";

renderPage();
const { api, unwrap } = await import("./api");

describe("the client", () => {
  it("fills the gap in the path, and sends what it is given", async () => {
    const asked = mockApi({
      "GET /orders/a%2Fb": () => ({ body: {} }),
      "POST /tracking-links": () => ({ status: 202, body: undefined }),
    });
    await unwrap(api.GET("/orders/{id}", { path: { id: "a/b" }, headers: { Authorization: "Bearer s" } }));
    const body = { email: "who@example.com" };
    await unwrap(api.POST("/tracking-links", { body }));
    expect(asked).toEqual([
      { route: "GET /orders/a%2Fb", body: undefined, headers: { Authorization: "Bearer s" } },
      { route: "POST /tracking-links", body, headers: { "Content-Type": "application/json" } },
    ]);
  });

  it("offers nothing that it does not do", () => {
    const cart = { country: "DE", items: [], expected_total: eur(1) };
    const none = [
      // @ts-expect-error It sends no query.
      () => api.GET("/products", { query: { q: "vase" } }),
      // @ts-expect-error It knows no other gap in a path than an id.
      () => api.GET("/products/{slug}", { path: { slug: "vase" } }),
      // @ts-expect-error It does not sign in.
      () => api.GET("/admin/orders/{id}", { path: { id: "ord_1" } }),
      // @ts-expect-error Nothing is fetched where only something can be sent.
      () => api.GET("/cart/quote", {}),
      // @ts-expect-error A purchase needs its key.
      () => api.POST("/checkouts", { body: cart }),
      // @ts-expect-error An order needs its id.
      () => api.GET("/orders/{id}", {}),
      // @ts-expect-error A quote needs a cart.
      () => api.POST("/cart/quote", {}),
      // @ts-expect-error There are no other fields in what is sent.
      () => api.POST("/tracking-links", { body: { email: "who@example.com", name: "Who" } }),
    ];
    expect(none).toHaveLength(8);
  });
});
