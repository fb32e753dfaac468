// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { eur, mockApi, renderPage } from "./mockApi";

renderPage();
const { api, unwrap } = await import("./api");

describe("the client", () => {
  it("fills the path parameter and sends headers and body", async () => {
    const requests = mockApi({
      "GET /orders/a%2Fb": () => ({ body: {} }),
      "POST /tracking-links": () => ({ status: 202, body: undefined }),
    });
    await unwrap(api.GET("/orders/{id}", { path: { id: "a/b" }, headers: { Authorization: "Bearer s" } }));
    const body = { email: "who@example.com" };
    await unwrap(api.POST("/tracking-links", { body }));
    expect(requests).toEqual([
      { route: "GET /orders/a%2Fb", body: undefined, headers: { Authorization: "Bearer s" } },
      { route: "POST /tracking-links", body, headers: { "Content-Type": "application/json" } },
    ]);
  });

  it("does not compile for unsupported calls", () => {
    const cart = { country: "DE", items: [], expected_total: eur(1) };
    const none = [
      // @ts-expect-error It sends no query.
      () => api.GET("/products", { query: { q: "vase" } }),
      // @ts-expect-error Its only path parameter is an id.
      () => api.GET("/products/{slug}", { path: { slug: "vase" } }),
      // @ts-expect-error It does not sign in.
      () => api.GET("/admin/orders/{id}", { path: { id: "ord_1" } }),
      // @ts-expect-error The method does not exist.
      () => api.GET("/cart/quote", {}),
      // @ts-expect-error A checkout needs an idempotency key.
      () => api.POST("/checkouts", { body: cart }),
      // @ts-expect-error An order needs its id.
      () => api.GET("/orders/{id}", {}),
      // @ts-expect-error A quote needs a cart.
      () => api.POST("/cart/quote", {}),
      // @ts-expect-error The body has no other fields.
      () => api.POST("/tracking-links", { body: { email: "who@example.com", name: "Who" } }),
    ];
    expect(none).toHaveLength(8);
  });
});
