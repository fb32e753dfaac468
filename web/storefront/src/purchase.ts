/** Starts a checkout and returns its payment page. */

import { api, errorCode, ProblemError, type Schemas, unwrap } from "./api";
import { cartId, rememberPurchase } from "./cartId";
import { prefix } from "./i18n";

type Body = Omit<Schemas["CheckoutRequest"], "cart_id">;

let storedKey = { content: "", key: "" };

/**
 * Returns the URL to continue at: the payment page, or the order if the cart is paid already. There is one idempotency key
 * per purchase: a second click or a retry opens the same session until it is paid or cancelled; then a new one starts.
 */
export async function openPayment(body: Body, fresh = false): Promise<string> {
  const request = { ...body, cart_id: cartId() };
  const content = JSON.stringify(request);
  if (fresh || storedKey.content !== content) storedKey = { content, key: crypto.randomUUID() };
  const header = { "Idempotency-Key": storedKey.key };
  try {
    const { checkout_id, url } = await unwrap(api.POST("/checkouts", { header, body: request }));
    rememberPurchase(checkout_id);
    return url;
  } catch (error) {
    const paid = paidPurchase(error);
    if (paid) {
      rememberPurchase(paid);
      return `${prefix}/checkout/${paid}/done`;
    }
    if (fresh || errorCode(error) !== "checkout_closed") throw error;
    return openPayment(body, true);
  }
}

/** Returns the purchase that paid for the cart, perhaps in another tab. */
function paidPurchase(error: unknown): string | undefined {
  if (!(error instanceof ProblemError) || error.problem.code !== "already_paid") return undefined;
  return (error.problem as { checkout_id?: string }).checkout_id;
}
