// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { add, lines, saveLines } from "../cart";
import { button, deferred, eur, line, mockApi, pageText, problem, quote, renderIsland } from "../mockApi";
import type { Checkout } from "../useCheckout";

const ROUTE = "GET /checkouts/ord_1";

function checkout(more: Partial<Checkout>): { body: Checkout } {
  const expires_at = "2027-01-01T00:00:00Z";
  const bought = quote([line("vase")], 500);
  return {
    body: {
      checkout_id: "ord_1",
      state: "pending_payment",
      tax_mode: "included",
      quote: bought,
      expires_at,
      ...more,
    },
  };
}

async function open(page: "done" | "back", answer?: Partial<Checkout>): Promise<void> {
  mockApi(answer ? { [ROUTE]: () => checkout(answer) } : {});
  renderIsland(`/checkout/ord_1/${page}`);
  (await (page === "done" ? import("./done") : import("./back"))).start();
}

const names = () => lines().map(({ name }) => name);
const amounts = () => [...document.querySelectorAll("dd")].map((one) => one.textContent);

beforeEach(() => {
  localStorage.clear();
  saveLines([line("vase"), line("lamp")]);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("the page after paying", () => {
  it("removes purchased items from the cart, once", async () => {
    const paid = { state: "payment_confirmed", order_number: "3DT-7K2M9QXA" } as const;
    await open("done", paid);
    await vi.waitFor(() => expect(pageText()).toContain("Your order number is 3DT-7K2M9QXA."));
    expect(names()).toEqual(["lamp"]);
    add(line("vase"));
    await open("done", paid);
    await vi.waitFor(() => expect(pageText()).toContain("Your order number is 3DT-7K2M9QXA."));
    expect(names()).toEqual(["lamp", "vase"]);
  });

  it.each([{ order_number: "3DT-7K2M9QXA" }, { awaiting_bank: true }])(
    "ends the cart that was paid, and no other: %o",
    async (paid) => {
      const kept = () => localStorage.getItem("cart-id");
      const store = (purchase: string) =>
        localStorage.setItem("cart-id", JSON.stringify({ id: "0".repeat(32), purchase }));
      store("ord_2");
      await open("done", paid);
      await vi.waitFor(() => expect(names()).toEqual(["lamp"]));
      expect(kept()).toContain("0".repeat(32));
      store("ord_1");
      await open("done", paid);
      await vi.waitFor(() => expect(kept()).not.toContain("0".repeat(32)));
    },
  );

  it("shows the paid total with added tax", async () => {
    const paid = { tax_mode: "stripe_added", tax_added: eur(171), total_paid: eur(1071) } as const;
    await open("done", { state: "payment_confirmed", order_number: "3DT-7K2M9QXA", ...paid });
    await vi.waitFor(() => expect(amounts()).toEqual(["€5.00", "€4.00", "€1.71", "€10.71"]));
    expect(pageText()).not.toContain("Tax is added");
  });

  it("shows the paid total without added tax", async () => {
    const paid = { total_paid: eur(900) };
    await open("done", { state: "payment_confirmed", order_number: "3DT-7K2M9QXA", ...paid });
    await vi.waitFor(() => expect(amounts()).toEqual(["€5.00", "€4.00", "€9.00"]));
    expect(pageText()).toContain("Prices include VAT.");
  });

  it("mentions added tax until it is paid", async () => {
    await open("done", { awaiting_bank: true, tax_mode: "stripe_added" });
    await vi.waitFor(() => expect(amounts()).toEqual(["€5.00", "€4.00", "€9.00"]));
    expect(pageText()).toContain("Tax is added when you pay.");
  });

  it("waits for the bank with an empty cart", async () => {
    await open("done", { awaiting_bank: true });
    await vi.waitFor(() => expect(pageText()).toContain("Your payment is under way."));
    expect(names()).toEqual(["lamp"]);
  });

  it("restores the cart after a failed bank payment", async () => {
    await open("done", { awaiting_bank: true });
    await vi.waitFor(() => expect(names()).toEqual(["lamp"]));
    await open("done", { state: "cancelled", cancelled_because: "payment_failed" });
    await vi.waitFor(() => expect(pageText()).toContain("Your bank declined the payment."));
    expect(names()).toEqual(["lamp", "vase"]);
  });

  it.each([
    ["customer", "Your purchase was cancelled.Nothing was charged"],
    ["expired", "The payment page has expired."],
    ["returned", "Your refund is on its way."],
    ["staff", "You owe nothing."],
    [undefined, "You owe nothing."],
  ] as const)("shows why a purchase ended: %s", async (because, sentence) => {
    await open("done", { state: "cancelled", ...(because ? { cancelled_because: because } : {}) });
    await vi.waitFor(() => expect(pageText()).toContain(sentence));
    expect(names()).toEqual(["vase", "lamp"]);
  });

  it("does not mention the bank when the response is late", async () => {
    vi.useFakeTimers();
    await open("done", {});
    await vi.waitFor(() => expect(pageText()).toContain("Checking your payment …"));
    await vi.advanceTimersByTimeAsync(9_000);
    expect(pageText()).toContain("This is taking longer than usual.");
    expect(pageText()).not.toContain("bank");
  });

  it("shows that the shop is unavailable, keeps polling and can retry", async () => {
    vi.useFakeTimers();
    await open("done");
    await vi.advanceTimersByTimeAsync(20_000);
    expect(pageText()).toContain("The shop is unavailable right now.");
    expect(pageText()).not.toContain("bank");
    mockApi({ [ROUTE]: () => checkout({ awaiting_bank: true }) });
    button("Try again").click();
    await vi.advanceTimersByTimeAsync(100);
    expect(pageText()).toContain("Your payment is under way");
  });

  it("preserves the last state and the focus after a failed poll", async () => {
    vi.useFakeTimers();
    await open("back", { url: "https://pay.example/1" });
    await vi.advanceTimersByTimeAsync(100);
    button("Cancel purchase").focus();
    mockApi({});
    await vi.advanceTimersByTimeAsync(1_000);
    expect(pageText()).toContain("You have not paid yet.");
    expect(pageText()).toContain("The shop is unavailable right now.");
    expect(document.activeElement).toBe(button("Cancel purchase"));
    mockApi({ [ROUTE]: () => checkout({ url: "https://pay.example/1" }) });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(pageText()).not.toContain("unavailable");
    expect(document.activeElement).toBe(button("Cancel purchase"));
  });

  it("shows that a purchase does not exist", async () => {
    mockApi({ [ROUTE]: () => ({ status: 404, body: { code: "not_found", status: 404 } }) });
    renderIsland("/checkout/ord_1/done");
    (await import("./done")).start();
    await vi.waitFor(() => expect(pageText()).toBe("We could not find this order."));
  });
});

describe("the page after leaving without paying", () => {
  it("continues to the payment page, or cancels", async () => {
    await open("back", { url: "https://pay.example/1" });
    await vi.waitFor(() => expect(pageText()).toContain("You have not paid yet."));
    const onward = [...document.querySelectorAll("a")].find(
      (one) => one.textContent === "Continue to payment",
    );
    expect(onward?.href).toBe("https://pay.example/1");
    mockApi({
      "POST /checkouts/ord_1/cancel": () => ({ body: {} }),
      [ROUTE]: () => checkout({ state: "cancelled", cancelled_because: "customer" }),
    });
    button("Cancel purchase").click();
    await vi.waitFor(() => expect(pageText()).toContain("Your purchase was cancelled."));
    expect(names()).toEqual(["vase", "lamp"]);
  });

  it("cancels once, however often it is clicked", async () => {
    await open("back", { url: "https://pay.example/1" });
    await vi.waitFor(() => expect(pageText()).toContain("You have not paid yet."));
    const late = deferred<ReturnType<typeof problem>>();
    const requests = mockApi({ "POST /checkouts/ord_1/cancel": () => late.promise });
    const off = (name: string) => button(name).getAttribute("aria-disabled");
    expect(off("Cancel purchase")).toBe("false");
    button("Cancel purchase").click();
    await vi.waitFor(() => expect(off("Cancelling …")).toBe("true"));
    button("Cancelling …").click();
    expect(requests.filter(({ route }) => route.startsWith("POST"))).toHaveLength(1);
    late.resolve(problem(409, "conflict"));
    await vi.waitFor(() => expect(off("Cancel purchase")).toBe("false"));
    expect(pageText()).toContain("Something went wrong.");
  });

  it("redirects if another tab paid before the cancellation", async () => {
    const replace = vi.spyOn(location, "replace").mockImplementation(() => undefined);
    await open("back", { url: "https://pay.example/1" });
    await vi.waitFor(() => expect(pageText()).toContain("You have not paid yet."));
    mockApi({ "POST /checkouts/ord_1/cancel": () => problem(409, "already_paid") });
    button("Cancel purchase").click();
    await vi.waitFor(() => expect(replace).toHaveBeenCalledWith("/checkout/ord_1/done"));
    expect(pageText()).not.toContain("cancelled");
  });

  it("shows that the payment page has expired", async () => {
    await open("back", {});
    await vi.waitFor(() => expect(pageText()).toContain("The payment page has expired."));
  });

  it("does not show a pending payment as expired", async () => {
    const replace = vi.spyOn(location, "replace").mockImplementation(() => undefined);
    await open("back", { awaiting_bank: true });
    await vi.waitFor(() => expect(replace).toHaveBeenCalledWith("/checkout/ord_1/done"));
    expect(pageText()).not.toContain("expired");
  });
});
