/** Starts a checkout and returns its payment page. */

import { api, errorCode, type Schemas, unwrap } from "./api";

type Body = Schemas["CheckoutRequest"];

let storedKey = { content: "", key: "" };

/**
 * Returns the payment page's URL. There is one idempotency key per purchase: a second click or a retry opens the same
 * session until it is paid or cancelled; then a new one starts.
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
