/** Polls a checkout until it is paid or cancelled. */

import { useEffect, useState } from "preact/hooks";
import { api, errorMessage, ProblemError, type Schemas, unwrap } from "./api";
import { endPaidCart } from "./cartId";
import { idFromPath } from "./island";
import { poll } from "./poll";
import { removePurchased, restorePurchased } from "./purchased";

export type Checkout = Schemas["Checkout"];

type CheckoutState = {
  /** `null` if it does not exist. */
  checkout?: Checkout | null;
  /** The last error; polling continues. */
  failed?: string;
};

export function useCheckout(): CheckoutState & { refetch: () => void } {
  const [state, setState] = useState<CheckoutState>({});
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let current = true;
    const stop = poll(async () => {
      const result = await fetchCheckout(idFromPath());
      const responded = "checkout" in result;
      // A failed request does not clear the last known state.
      if (current) setState((known) => (responded ? result : { ...known, ...result }));
      return responded && result.checkout?.state !== "pending_payment";
    });
    return () => {
      current = false;
      stop();
    };
  }, [attempt]);
  return { ...state, refetch: () => setAttempt((count) => count + 1) };
}

async function fetchCheckout(id: string): Promise<CheckoutState> {
  try {
    const checkout = await unwrap(api.GET("/checkouts/{id}", { path: { id } }));
    syncCart(checkout);
    return { checkout };
  } catch (error) {
    const notFound = error instanceof ProblemError && error.problem.status === 404;
    return notFound ? { checkout: null } : { failed: errorMessage(error) };
  }
}

/** Removes paid or pending items from the cart, since it would invite a second order. */
function syncCart({ checkout_id, order_number, awaiting_bank, cancelled_because, quote }: Checkout): void {
  if (order_number || awaiting_bank) {
    removePurchased(checkout_id, quote.lines);
    endPaidCart(checkout_id);
  } else if (cancelled_because === "payment_failed") restorePurchased(checkout_id, quote.lines);
}
