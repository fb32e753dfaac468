// @vitest-environment happy-dom
import { describe, expect, it, vi } from "vitest";
import type { Schemas } from "../api";
import { type ApiRequest, eur, mockApi, pageText, problem, renderIsland } from "../mockApi";

function order(number: string): { body: Schemas["TrackedOrder"] } {
  const lines = [
    { product_name: "Vase", configuration: [], quantity: 1, total: eur(500), unit_price: eur(500) },
  ];
  const shipping = { id: "post", name: "Post", price: eur(400) };
  const body = {
    number,
    state: "processing",
    lines,
    shipping,
    tax_added: eur(180),
    total: eur(1080),
    ship_by: "2027-01-02",
    milestones: [],
    timeline: [],
    parcels: [],
    refunds: [],
  } as const satisfies Partial<Schemas["TrackedOrder"]>;
  return { body };
}

const byLink = ({ headers }: ApiRequest) =>
  headers["Authorization"] === "Bearer wrong"
    ? problem(404, "not_found")
    : order(`3DT-${headers["Authorization"]?.slice(7)}`);

async function open(secret: string): Promise<void> {
  mockApi({ "GET /orders/ord_1": byLink });
  renderIsland(`/track/ord_1#${secret}`);
  (await import("./track")).start();
}

describe("an order opened by its link", () => {
  it("shows its total with added tax", async () => {
    await open("ONE");
    expect(pageText()).toBe("Loading your order …");
    await vi.waitFor(() => expect(pageText()).toContain("Order 3DT-ONE"));
    const amounts = [...document.querySelectorAll("dd")].map((one) => one.textContent);
    expect(amounts).toEqual(["€4.00", "€1.80", "€10.80"]);
  });

  it("is replaced by another one opened in the same tab", async () => {
    await open("wrong");
    await vi.waitFor(() => expect(pageText()).toContain("This link is not valid."));
    location.hash = "#TWO";
    window.dispatchEvent(new Event("hashchange"));
    await vi.waitFor(() => expect(pageText()).toContain("Order 3DT-TWO"));
  });
});
