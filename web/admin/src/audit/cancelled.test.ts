import { expect, it } from "vitest";
import { withoutPassing } from "./cancelled";

const entry = (subject: string, seq: number, from: string, to: string, evidence: object = {}) =>
  ({ subject, seq, from, to, evidence, action: "transition" }) as never as Parameters<
    typeof withoutPassing
  >[0][number];

const unverified = { step: "start_processing", details_verified: false };

it("the cancellation of a paid order is shown as one step", () => {
  const paid = entry("ord_1", 2, "pending_payment", "payment_confirmed");
  const chain = [
    paid,
    entry("ord_1", 3, "payment_confirmed", "processing", unverified),
    entry("ord_1", 4, "processing", "cancelled"),
  ];
  const shown = [paid, entry("ord_1", 4, "payment_confirmed", "cancelled")];
  expect(withoutPassing(chain)).toEqual(shown);
  expect(withoutPassing(chain.toReversed())).toEqual(shown.toReversed());
});

it("production that was begun stays a step of its own", () => {
  const verified = { step: "start_processing", details_verified: true };
  const chain = [
    entry("ord_1", 3, "payment_confirmed", "processing", verified),
    entry("ord_1", 4, "processing", "cancelled"),
    entry("ord_2", 4, "processing", "cancelled"),
  ];
  expect(withoutPassing(chain)).toEqual(chain);
});
