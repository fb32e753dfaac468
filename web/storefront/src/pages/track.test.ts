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
    tax_mode: "stripe_added",
    tax_rates: [],
    tax_added: eur(180),
    total: eur(1080),
    ship_by: "2027-01-02",
    cancellable: false,
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

/** Opens the link to a purchase with these changes. */
async function openWith(changes: object, language: "en" | "de" = "en"): Promise<void> {
  const { ship_by: _, ...unpaid } = order("ONE").body;
  mockApi({ "GET /orders/ord_1": () => ({ body: { ...unpaid, ...changes } }) });
  renderIsland("/track/ord_1#ONE", language);
  (await import("./track")).start();
  await vi.waitFor(() => expect(pageText()).toContain("ONE"));
}

describe("a payment under way", () => {
  it.each([
    ["en", "Payment under way", "Your bank has not confirmed the payment yet"],
    ["de", "Zahlung unterwegs", "Ihre Bank hat die Zahlung noch nicht bestätigt"],
  ] as const)("is shown without a step or a date, in %s", async (language, state, text) => {
    await openWith({ state: "pending_payment" }, language);
    expect(pageText()).toContain(state);
    expect(pageText()).toContain(text);
    expect(document.querySelectorAll("h3")).toHaveLength(1);
    expect(document.querySelectorAll(".milestones li")).toHaveLength(0);
    expect(pageText()).not.toMatch(/Ships|Versand bis/);
  });

  it("mentions tax that is added to its total", async () => {
    await openWith({ state: "pending_payment", tax_added: undefined });
    expect(pageText()).toContain("Tax is added when you pay.");
  });

  it("is shown as cancelled once it failed", async () => {
    await openWith({ state: "cancelled" });
    expect(pageText()).toContain("Cancelled");
    expect(pageText()).not.toContain("bank");
  });
});

describe("an order opened by its link", () => {
  it("shows its total with added tax", async () => {
    await open("ONE");
    expect(pageText()).toBe("Loading your order …");
    await vi.waitFor(() => expect(pageText()).toContain("Order 3DT-ONE"));
    const amounts = [...document.querySelectorAll("dd")].map((one) => one.textContent);
    expect(amounts).toEqual(["€4.00", "€1.80", "€10.80"]);
  });

  it.each([
    ["included", "en", "Includes 19 % VAT: €6.85"],
    ["stripe_included", "de", "Enthält 19 % MwSt.: 6,85 €"],
  ] as const)("shows the tax that its prices include: %s, %s", async (tax_mode, language, note) => {
    const tax_rates = [{ rate: 1900, net: eur(3605), tax: eur(685) }];
    await openWith({ tax_mode, tax_rates, tax_added: undefined }, language);
    expect(pageText().replaceAll("\u00a0", " ")).toContain(note);
  });

  it("mentions no tax of a small business, nor of an order from before modes", async () => {
    for (const tax_mode of ["small_business", undefined]) {
      await openWith({ tax_mode, tax_rates: [], tax_added: undefined });
      expect(pageText()).not.toMatch(/VAT|[Tt]ax/);
    }
  });

  it("is replaced by another one opened in the same tab", async () => {
    await open("wrong");
    await vi.waitFor(() => expect(pageText()).toContain("This link is not valid."));
    location.hash = "#TWO";
    window.dispatchEvent(new Event("hashchange"));
    await vi.waitFor(() => expect(pageText()).toContain("Order 3DT-TWO"));
  });
});

describe("an order on which no work has begun", () => {
  const press = (name: string) =>
    [...document.querySelectorAll("button")].find((button) => button.textContent === name)?.click();

  function openCancellable(answer: () => ReturnType<typeof problem>): ApiRequest[] {
    let state: object = { state: "payment_confirmed", cancellable: true };
    const requests = mockApi({
      "GET /orders/ord_1": () => ({ body: { ...order("ONE").body, ...state } }),
      "POST /orders/ord_1/cancel": () => {
        state = { state: "cancelled", cancellable: false };
        return answer();
      },
    });
    renderIsland("/track/ord_1#ONE");
    return requests;
  }

  it("is cancelled after a second click, with the secret in the header", async () => {
    const requests = openCancellable(() => ({ body: { state: "cancelled" } }));
    (await import("./track")).start();
    await vi.waitFor(() => expect(pageText()).toContain("Cancel order"));
    press("Cancel order");
    await vi.waitFor(() => expect(pageText()).toContain("Do you want to cancel this order for good?"));
    expect(requests).toHaveLength(1);
    press("Yes, cancel and refund");
    await vi.waitFor(() => expect(pageText()).toContain("Cancelled"));
    expect(pageText()).not.toContain("Cancel order");
    expect(requests[1]).toMatchObject({
      route: "POST /orders/ord_1/cancel",
      headers: { Authorization: "Bearer ONE" },
    });
  });

  it("is kept if the customer thinks again", async () => {
    const requests = openCancellable(() => problem(500, "internal_error"));
    (await import("./track")).start();
    await vi.waitFor(() => expect(pageText()).toContain("Cancel order"));
    press("Cancel order");
    await vi.waitFor(() => expect(pageText()).toContain("Keep the order"));
    press("Keep the order");
    await vi.waitFor(() => expect(pageText()).not.toContain("Keep the order"));
    expect(requests).toHaveLength(1);
  });

  it("says so if work began in between", async () => {
    openCancellable(() => problem(409, "wrong_state"));
    (await import("./track")).start();
    await vi.waitFor(() => expect(pageText()).toContain("Cancel order"));
    press("Cancel order");
    await vi.waitFor(() => expect(pageText()).toContain("Yes, cancel and refund"));
    press("Yes, cancel and refund");
    await vi.waitFor(() => expect(pageText()).toContain("We have started on your order"));
  });
});
