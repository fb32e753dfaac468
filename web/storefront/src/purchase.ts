/** A purchase begins: its payment page is opened. */

import { answer, api, codeOf, type Schemas } from "./api";

type Body = Schemas["CheckoutRequest"];

let kept = { content: "", key: "" };

/**
 * The payment page's address. One key a purchase: pressing twice, or again after the network failed, opens the same one,
 * until it is paid or cancelled: then a new one begins.
 */
export async function openPayment(body: Body, anew = false): Promise<string> {
  const content = JSON.stringify(body);
  if (anew || kept.content !== content) kept = { content, key: crypto.randomUUID() };
  const header = { "Idempotency-Key": kept.key };
  try {
    return (await answer(api.POST("/checkouts", { header, body }))).url;
  } catch (error) {
    if (anew || codeOf(error) !== "checkout_closed") throw error;
    return openPayment(body, true);
  }
}
