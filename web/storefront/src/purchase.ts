/** A purchase begins: its payment page is opened. */

import { api, errorCode, type Schemas, unwrap } from "./api";

type Body = Schemas["CheckoutRequest"];

let storedKey = { content: "", key: "" };

/**
 * The payment page's address. One key a purchase: pressing twice, or again after the network failed, opens the same one,
 * until it is paid or cancelled: then a new one begins.
 */
export async function openPayment(body: Body, fresh = false): Promise<string> {
  const content = JSON.stringify(body);
  if (fresh || storedKey.content !== content) storedKey = { content, key: crypto.randomUUID() };
  const header = { "Idempotency-Key": storedKey.key };
  try {
    return (await unwrap(api.POST("/checkouts", { header, body }))).url;
  } catch (error) {
    if (fresh || errorCode(error) !== "checkout_closed") throw error;
    return openPayment(body, true);
  }
}
