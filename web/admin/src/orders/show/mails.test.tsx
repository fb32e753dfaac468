// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { mockApi, okResponse, problemResponse, renderWithApi } from "../../platform/testing";
import { order } from "../testing";
import { Mails } from "./Mails";

afterEach(cleanup);

const receipt = { name: "receipt", kind: "receipt", owed_since: "2027-01-04T09:00:00Z" };
const withMail = (changes: object) => order({ parcels: [], mails: [{ ...receipt, ...changes }] });
const again = async () => fireEvent.click(await screen.findByRole("button", { name: "Send again" }));
const correct = (value: string) =>
  fireEvent.change(screen.getByLabelText(/^Corrected e-mail address/), { target: { value } });
const send = () => fireEvent.submit(document.querySelector("form") as HTMLFormElement);

describe("a mail", () => {
  it("that bounced shows the reason and is sent again to a corrected address", async () => {
    const { api, bodies } = mockApi(okResponse());
    renderWithApi(<Mails order={withMail({ status: "failed", failure: "bounced" })} />, api);
    await screen.findByText(/returned by the customer’s mail server/);
    await again();
    await screen.findByLabelText(/^Corrected e-mail address/);
    correct(" ada@example.org ");
    send();
    await waitFor(() => expect(bodies()).toEqual([{ mail: "receipt", email: "ada@example.org" }]));
  });

  it("shows an invalid address at its field", async () => {
    const fault = { pointer: "/email", code: "invalid_email", detail: "Must be an address." };
    const { api } = mockApi(problemResponse({ status: 422, code: "invalid_input", errors: [fault] }));
    renderWithApi(<Mails order={withMail({ status: "failed", failure: "invalid_address" })} />, api);
    await again();
    await screen.findByLabelText(/^Corrected e-mail address/);
    correct("ada@local");
    send();
    await screen.findByText("Must be an address.");
  });

  it("is sent again by fulfilment, but only to the same address", async () => {
    const { api, bodies } = mockApi(okResponse());
    renderWithApi(<Mails order={withMail({ status: "dropped" })} />, api, "fulfilment");
    await screen.findByText(/no longer true/);
    await again();
    expect(screen.queryByLabelText(/^Corrected e-mail address/)).toBeNull();
    send();
    await waitFor(() => expect(bodies()).toEqual([{ mail: "receipt", email: null }]));
  });

  it("has no recipient once the payment failed", async () => {
    const mail = { ...receipt, name: "payment_under_way", kind: "payment_under_way", status: "sent" };
    const sent = { ...mail, sent_at: "2027-01-04T09:01:00Z" };
    const purchase = { number: "3DT-ABCD2345", parcels: [], mails: [sent] };
    renderWithApi(<Mails order={order({ ...purchase, state: "pending_payment" })} />, mockApi().api);
    await screen.findByRole("button", { name: "Send again" });
    cleanup();
    renderWithApi(<Mails order={order({ ...purchase, state: "cancelled" })} />, mockApi().api);
    await screen.findByText(/Payment under way/);
    expect(screen.queryByRole("button", { name: "Send again" })).toBeNull();
  });

  it.each(["owed", "sent"])("that is %s offers to be sent again only once it ended", async (status) => {
    const mail = withMail({ status, ...(status === "sent" && { sent_at: "2027-01-04T09:01:00Z" }) });
    renderWithApi(<Mails order={mail} />, mockApi().api, "fulfilment");
    await waitFor(() =>
      expect(screen.queryAllByRole("button", { name: "Send again" })).toHaveLength(status === "sent" ? 1 : 0),
    );
  });
});
