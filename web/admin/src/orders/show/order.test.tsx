// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { mockApi, okResponse, problemResponse, renderWithApi } from "../../platform/testing";
import { Steps } from "../actions/Steps";
import { OrderMarks } from "../OrderMarks";
import { order, summary } from "../testing";
import { Customer } from "./Customer";
import { LineItems } from "./LineItems";
import { Mails } from "./Mails";
import { Notes } from "./Notes";
import { Payment } from "./Payment";
import { Timeline } from "./Timeline";

afterEach(cleanup);

const conflict = problemResponse({ status: 409, code: "conflict" });
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole("button", { name }));
const type = (label: RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const valueOf = (label: RegExp) => screen.getByLabelText<HTMLInputElement>(label).value;
const send = () => fireEvent.submit(document.querySelector("form") as HTMLFormElement);
const confirm = async (name: string) =>
  fireEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name }));

async function ship(url = "") {
  fireEvent.click(await screen.findByRole("button", { name: "Ship" }));
  type(/^Carrier/, "DHL");
  type(/^Tracking number/, "00340434161094042557");
  type(/^Tracking link/, url);
  send();
}

describe("a transition", () => {
  it("reports a conflict and leaves the input in place", async () => {
    const { api } = mockApi(conflict);
    const { again } = renderWithApi(<Steps order={order()} />, api);
    await ship();
    await screen.findByText(/Someone else changed this order/);
    const delivered = { to: "delivered", needs: [], needs_one_of: ["delivered_at", "customer_confirmed"] };
    again(<Steps order={order({ state: "shipped", version: 4, allowed: [delivered] })} />);
    screen.getByText(/Someone else changed this order/);
    screen.getByText(/“Ship” is no longer possible/);
    expect(valueOf(/^Tracking number/)).toBe("00340434161094042557");
  });

  it("is resent with the current version after a conflict", async () => {
    const { api, bodies } = mockApi(conflict, okResponse());
    const { again } = renderWithApi(<Steps order={order()} />, api);
    await ship();
    await screen.findByText(/Someone else changed this order/);
    again(<Steps order={order({ version: 4 })} />);
    send();
    await waitFor(() => expect(screen.queryByLabelText(/^Carrier/)).toBeNull());
    expect(bodies()).toMatchObject([{ version: 3 }, { version: 4, carrier: "DHL" }]);
  });

  it("shows an error at its field", async () => {
    const fault = { pointer: "/tracking_url", code: "not_https", detail: "Expected https://." };
    const { api } = mockApi(problemResponse({ status: 422, code: "invalid_input", errors: [fault] }));
    renderWithApi(<Steps order={order()} />, api);
    await ship("http://parcels.example");
    await screen.findByText("Expected https://.");
    expect(screen.getByLabelText(/^Tracking link/)).toBe(document.activeElement);
  });

  it("accepts either of two kinds of evidence", async () => {
    const { api, bodies } = mockApi(okResponse());
    const delivered = { to: "delivered", needs: [], needs_one_of: ["delivered_at", "customer_confirmed"] };
    renderWithApi(<Steps order={order({ state: "shipped", allowed: [delivered] })} />, api, "fulfilment");
    press("Mark as delivered");
    screen.getByLabelText(/^Delivered at/);
    fireEvent.click(screen.getByLabelText("The customer confirmed it"));
    expect(screen.queryByLabelText(/^Delivered at/)).toBeNull();
    send();
    await waitFor(() =>
      expect(bodies()).toEqual([{ to: "delivered", version: 3, customer_confirmed: true }]),
    );
  });
});

describe("an order whose payment was reversed", () => {
  it("is started only after the override is confirmed", async () => {
    const { api, bodies } = mockApi(okResponse());
    const allowed = [{ to: "processing", needs: ["details_verified", "override_payment_hold"] }];
    renderWithApi(<Steps order={order({ state: "payment_confirmed", disputed: true, allowed })} />, api);
    fireEvent.click(await screen.findByRole("button", { name: "Start production" }));
    fireEvent.click(screen.getByLabelText(/^I have checked files/));
    const override = screen.getByLabelText<HTMLInputElement>(/^Continue although the payment/);
    expect(override.required).toBe(true);
    fireEvent.click(override);
    send();
    const confirmed = { details_verified: true, override_payment_hold: true };
    await waitFor(() => expect(bodies()).toEqual([{ to: "processing", version: 3, ...confirmed }]));
  });

  it("is marked", async () => {
    const money = { amount: 1299, currency: "EUR" };
    const { again } = renderWithApi(
      <OrderMarks order={summary({ refunded: { amount: money, full: true }, disputed: true })} />,
      mockApi().api,
    );
    await screen.findByText("Refunded");
    screen.getByText("Disputed");
    again(<OrderMarks order={summary({ refunded: { amount: money, full: false } })} />);
    screen.getByText("Partly refunded");
    expect(screen.queryByText("Disputed")).toBeNull();
    again(<OrderMarks order={summary({ oversold: true })} />);
    screen.getByText("Above stock");
    again(<OrderMarks order={summary({ oversold: true, state: "shipped" })} />);
    expect(screen.queryByText("Above stock")).toBeNull();
  });
});

describe("the payment", () => {
  const failed = {
    id: "ref_1",
    amount: { amount: 1299, currency: "EUR" },
    reason: "Paid after it was cancelled.",
    status: "failed",
    requested_at: "2027-01-04T09:00:00Z",
  };
  const purchase = order({
    state: "cancelled",
    refundable: { amount: 0, currency: "EUR" },
    refunds: [failed],
  });

  it("of an unpaid purchase shows its refunds and retries a failed one", async () => {
    const { api, bodies } = mockApi(okResponse());
    renderWithApi(<Payment order={purchase} />, api);
    fireEvent.click(await screen.findByRole("button", { name: "Try again" }));
    await screen.findByText(/€12.99 will be refunded/);
    expect(bodies()).toEqual([]);
    await confirm("Refund €12.99");
    await waitFor(() => expect(bodies()).toEqual([{ version: 3, retry_of: "ref_1" }]));
  });

  it("records that a failed refund was paid in another way, with the way", async () => {
    const { api, bodies } = mockApi(okResponse());
    renderWithApi(<Payment order={purchase} />, api);
    fireEvent.click(await screen.findByRole("button", { name: "Paid in another way…" }));
    screen.getByText(/The customer got €12.99 in another way/);
    const way = screen.getByRole("textbox", { name: /How it was paid/ });
    fireEvent.change(way, { target: { value: " Bank transfer " } });
    fireEvent.click(screen.getByRole("button", { name: "Paid in another way" }));
    const body = { version: 3, paid_elsewhere: "ref_1", reason: "Bank transfer" };
    await waitFor(() => expect(bodies()).toEqual([body]));
    await waitFor(() => expect(screen.queryByRole("textbox")).toBeNull());
  });

  it("reports a conflict on a refund", async () => {
    const { api } = mockApi(conflict);
    renderWithApi(<Payment order={purchase} />, api);
    fireEvent.click(await screen.findByRole("button", { name: "Try again" }));
    await confirm("Refund €12.99");
    await screen.findByText(/Someone else changed this order/);
  });

  it("translates Stripe's codes and shows unknown ones unchanged", async () => {
    const disputed = (id: string, status: string) => ({ id, payment_intent: "pi_1", status });
    const refunds = ["declined", "too_good"].map((failure, place) => ({
      ...failed,
      id: `ref_${place}`,
      failure,
    }));
    const disputes = [disputed("dp_1", "needs_response"), disputed("dp_2", "unheard_of")];
    renderWithApi(<Payment order={order({ refunds, disputes })} />, mockApi().api);
    await screen.findByText("The payment is disputed (dp_1): needs a response in Stripe.");
    screen.getByText("The payment is disputed (dp_2): unheard_of.");
    screen.getByText(/\(declined by the bank\)/);
    screen.getByText(/\(too_good\)/);
  });

  it("offers no refund without the permission", async () => {
    renderWithApi(<Payment order={purchase} />, mockApi().api, "fulfilment");
    await screen.findByText(/Paid after it was cancelled/);
    expect(screen.queryByRole("button")).toBeNull();
  });
});

describe("a refund of items", () => {
  const lamp = {
    product_id: "prd_1",
    product_name: "Lamp",
    configuration: [{ variant_id: "v", value: "Red" }],
  };
  const each = { amount: 1020, currency: "EUR" };
  const sold = order({
    lines: [lamp, { ...lamp, product_id: "prd_2", product_name: "Vase" }],
    refundable: { amount: 5000, currency: "EUR" },
    refundable_lines: [
      { quantity: 2, each },
      { quantity: 0, each },
    ],
  });

  it("is of their price and sends lines and quantities", async () => {
    const { api, bodies } = mockApi(okResponse());
    renderWithApi(<Steps order={sold} />, api);
    fireEvent.click(await screen.findByRole("button", { name: "Refund" }));
    fireEvent.click(screen.getByLabelText("Refund items"));
    expect(screen.getByLabelText<HTMLInputElement>("of 0").disabled).toBe(true);
    type(/^of 2/, "3");
    expect(valueOf(/^of 2/)).toBe("2");
    screen.getByText("Amount: €20.40");
    type(/^Reason/, "Broken");
    send();
    await confirm("Refund €20.40");
    const lines = [{ line: 0, quantity: 2 }];
    await waitFor(() => expect(bodies()).toEqual([{ version: 3, lines, reason: "Broken" }]));
  });

  it("names the items afterwards", async () => {
    const lines = [{ line: 0, quantity: 2, product_name: "Lamp" }];
    const refund = { id: "ref_1", amount: each, reason: "Broken", status: "succeeded", lines };
    const refunds = [{ ...refund, requested_at: "2027-01-04T09:00:00Z" }];
    renderWithApi(<Payment order={order({ refunds })} />, mockApi().api);
    await screen.findByText(/2 × Lamp/);
  });

  it("is not offered for an order without lines left", async () => {
    renderWithApi(<Steps order={order()} />, mockApi().api);
    fireEvent.click(await screen.findByRole("button", { name: "Refund" }));
    expect(screen.queryByLabelText("Refund items")).toBeNull();
  });
});

describe("a note", () => {
  it("resets the form after sending, including the mail option", async () => {
    const { api, bodies } = mockApi(okResponse());
    renderWithApi(<Notes order={order()} />, api);
    fireEvent.change(await screen.findByLabelText(/^Note\b/), { target: { value: "A shade darker." } });
    fireEvent.click(screen.getByRole("checkbox"));
    send();
    await waitFor(() => expect(valueOf(/^Note\b/)).toBe(""));
    expect(screen.getByRole<HTMLInputElement>("checkbox").checked).toBe(false);
    expect(bodies()).toEqual([{ text: "A shade darker.", visible_to_customer: true }]);
  });

  it("reports a conflict and stays in the form", async () => {
    const { api } = mockApi(conflict);
    renderWithApi(<Notes order={order()} />, api);
    fireEvent.change(await screen.findByLabelText(/^Note\b/), { target: { value: "A shade darker." } });
    send();
    await screen.findByText(/Someone else changed this order/);
    expect(valueOf(/^Note\b/)).toBe("A shade darker.");
  });

  it("shows an error at its field if it is empty", async () => {
    const fault = { pointer: "/text", code: "empty_text", detail: "Expected a text." };
    const { api } = mockApi(problemResponse({ status: 422, code: "invalid_input", errors: [fault] }));
    renderWithApi(<Notes order={order()} />, api);
    fireEvent.change(await screen.findByLabelText(/^Note\b/), { target: { value: " " } });
    send();
    await screen.findByText("Expected a text.");
  });
});

describe("the tax", () => {
  const eur = (amount: number) => ({ amount, currency: "EUR" });
  const german = { rate: 1900, net: eur(3605), tax: eur(685) };
  const base = { subtotal: eur(3800), shipping: { id: "post", name: "Post", price: eur(490) } };

  it("of each rate is shown with its net amount", () => {
    const several = { net: eur(1000), tax: eur(89) };
    renderWithApi(<LineItems order={order({ ...base, tax_rates: [german, several] })} />, mockApi().api);
    const cell = (name: string) => screen.getByText(name).closest("tr")?.textContent;
    expect(cell("19 % tax on €36.05")).toContain("€6.85");
    expect(cell("Tax on €10.00")).toContain("€0.89");
  });

  it("of a small business is not shown", () => {
    const untaxed = { net: eur(4290), tax: eur(0) };
    renderWithApi(<LineItems order={order({ ...base, tax_rates: [untaxed] })} />, mockApi().api);
    expect(screen.queryByText(/[Tt]ax/)).toBeNull();
  });

  it("of a refund is shown beside it", () => {
    const requested_at = "2027-01-04T09:00:00Z";
    const refund = {
      id: "ref_1",
      amount: eur(4290),
      status: "succeeded",
      reason: "",
      requested_at,
      tax: [german],
    };
    renderWithApi(<Payment order={order({ refunds: [refund] })} />, mockApi().api);
    screen.getByText(/19 % tax on €36.05: €6.85/);
  });
});

describe("the customer", () => {
  const paid = order({ payment: { session_id: "cs_1" } });
  const known = okResponse({ ...paid, customer: { email: "ada@example.org" } });
  const reveal = async () =>
    fireEvent.click(await screen.findByRole("button", { name: "Show customer details" }));

  it("is loaded on request and dropped when hidden", async () => {
    const { api, params } = mockApi(known, known);
    renderWithApi(<Customer order={paid} />, api, "fulfilment");
    await screen.findByRole("button", { name: "Show customer details" });
    expect(params()).toEqual([]);
    await reveal();
    screen.getByRole("progressbar");
    await screen.findByText("ada@example.org");
    expect(params()).toEqual([{ path: { id: "ord_1" }, query: { customer: true } }]);
    press("Hide customer details");
    expect(screen.queryByText("ada@example.org")).toBeNull();
    await reveal();
    expect(screen.queryByText("ada@example.org")).toBeNull();
    await screen.findByText("ada@example.org");
    expect(params()).toHaveLength(2);
  });

  it("can be reloaded after a failure", async () => {
    const { api } = mockApi(problemResponse({ status: 503, code: "unavailable" }), known);
    renderWithApi(<Customer order={paid} />, api);
    await reveal();
    await screen.findByText("This could not be loaded: It is unavailable.");
    press("Try again");
    await screen.findByText("ada@example.org");
  });

  it("is shown as erased if it was erased since the page was loaded", async () => {
    const { api } = mockApi(okResponse({ ...paid, erased_at: "2027-01-05T09:00:00Z" }));
    renderWithApi(<Customer order={paid} />, api);
    await reveal();
    await screen.findByText(/^Erased/);
  });

  it("is not requested once erased", async () => {
    renderWithApi(<Customer order={{ ...paid, erased_at: "2027-01-05T09:00:00Z" }} />, mockApi().api);
    await screen.findByText(/^Erased/);
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("is known while a bank is to confirm the payment", async () => {
    renderWithApi(<Customer order={order({ state: "pending_payment" })} />, mockApi().api, "fulfilment");
    await screen.findByRole("button", { name: "Show customer details" });
    cleanup();
    renderWithApi(<Customer order={order({ state: "cancelled" })} />, mockApi().api, "fulfilment");
    await screen.findByText("No customer data yet.");
  });

  it("is either not known yet or hidden from the role", async () => {
    renderWithApi(<Customer order={order()} />, mockApi().api, "fulfilment");
    await screen.findByText("No customer data yet.");
    cleanup();
    renderWithApi(<Customer order={paid} />, mockApi().api, "viewer");
    await screen.findByText("Your role cannot see customer data.");
  });
});

describe("the timeline", () => {
  const entry = { seq: 1, at: "2027-01-04T09:00:00Z", actor: { kind: "system" } };

  it("describes every kind of entry", () => {
    renderWithApi(
      <Timeline order={order({ audit: [{ ...entry, action: "customer_exported" }] })} />,
      mockApi().api,
    );
    screen.getByText(/Customer data exported/);
  });

  it("shows the cancellation of a paid order as one step", () => {
    const step = { ...entry, subject: "ord_1", action: "transition", evidence: {} };
    const begun = {
      ...step,
      from: "payment_confirmed",
      to: "processing",
      evidence: { details_verified: false },
    };
    const ended = { ...step, seq: 2, from: "processing", to: "cancelled", reason: "Asked for it" };
    renderWithApi(<Timeline order={order({ audit: [begun, ended] })} />, mockApi().api);
    screen.getByText(/Paid → Cancelled: Asked for it/);
    expect(screen.queryByText(/In production/)).toBeNull();
  });

  it("says how many older entries a long trail leaves out", () => {
    const exported = { ...entry, action: "customer_exported" };
    const { again } = renderWithApi(<Timeline order={order({ audit: [exported] })} />, mockApi().api);
    expect(screen.queryByText(/older entr/)).toBeNull();
    again(<Timeline order={order({ audit: [{ ...exported, seq: 41 }] })} />);
    screen.getByText("40 older entries are on the page Audit only.");
  });

  it("warns only if the chain is broken", () => {
    const { again } = renderWithApi(<Timeline order={order()} />, mockApi().api);
    screen.getByText("The timeline is complete and unaltered.");
    expect(screen.queryByRole("alert")).toBeNull();
    again(<Timeline order={order({ audit_intact: false })} />);
    screen.getByRole("alert");
  });
});

describe("a correction", () => {
  const open = { state: "processing", ship_by: "2027-01-20", allowed: [] };

  it("of the ship-by date sends the new date with its reason", async () => {
    const { api, bodies } = mockApi(okResponse());
    renderWithApi(<Steps order={order({ ...open, refundable: { amount: 0, currency: "EUR" } })} />, api);
    fireEvent.click(await screen.findByRole("button", { name: "Change ship-by date" }));
    type(/^Ship by/, "2027-01-25");
    type(/^Reason/, " The printer broke ");
    send();
    const body = { version: 3, ship_by: "2027-01-25", reason: "The printer broke", notify: true };
    await waitFor(() => expect(bodies()).toEqual([body]));
  });

  it("of the address starts from the collected one and keeps the country", async () => {
    const shipping_address = { line1: "Ring 1", postal_code: "10115", city: "Berlin", country: "DE" };
    const customer = { email: "ada@example.org", name: "Ada", shipping_address };
    const { api, bodies } = mockApi(okResponse({ ...order(open), customer }), okResponse());
    renderWithApi(<Customer order={order({ ...open, payment: {} })} />, api);
    fireEvent.click(await screen.findByRole("button", { name: "Show customer details" }));
    fireEvent.click(await screen.findByRole("button", { name: "Correct shipping address" }));
    type(/^Street and number/, "Ring 7");
    send();
    const address = {
      line1: "Ring 7",
      line2: null,
      postal_code: "10115",
      city: "Berlin",
      state: null,
      country: "DE",
    };
    const body = { version: 3, name: "Ada", ...address, also_billing: false };
    await waitFor(() => expect(bodies()[1]).toEqual(body));
  });

  it("of a parcel starts from its present details", async () => {
    const { api, bodies } = mockApi(okResponse());
    const parcels = [{ carrier: "DHL", tracking_number: "0034" }];
    renderWithApi(<Mails order={order({ state: "shipped", parcels, mails: [] })} />, api);
    fireEvent.click(await screen.findByRole("button", { name: "Correct tracking details" }));
    type(/^Tracking number/, "0035");
    send();
    const details = { carrier: "DHL", tracking_number: "0035", tracking_url: null };
    await waitFor(() => expect(bodies()).toEqual([{ version: 3, parcel: 0, ...details, notify: true }]));
  });

  it("sends a part of the order in a parcel of its own", async () => {
    const { api, bodies } = mockApi(okResponse());
    renderWithApi(<Steps order={order({ parcels: [] })} />, api);
    fireEvent.click(await screen.findByRole("button", { name: "Ship a part" }));
    type(/^Carrier/, "DHL");
    type(/^Tracking number/, "0034");
    send();
    const details = { carrier: "DHL", tracking_number: "0034", tracking_url: null };
    await waitFor(() => expect(bodies()).toEqual([{ version: 3, ...details, override_payment_hold: false }]));
  });
});
