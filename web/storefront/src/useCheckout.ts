/** A purchase, asked for until it is decided. */

import { useEffect, useState } from "preact/hooks";
import { api, errorMessage, ProblemError, type Schemas, unwrap } from "./api";
import { idFromPath } from "./island";
import { poll } from "./poll";
import { removePurchased, restorePurchased } from "./purchased";

export type Checkout = Schemas["Checkout"];

type CheckoutState = {
  /** `null` where there is none. */
  checkout?: Checkout | null;
  /** Why nothing newer is known of it at the moment; it is asked for all the same. */
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
      // What is known stays where an answer is lost on the way.
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

/** A cart that still held what is paid, or is at the bank, would invite to a second order. */
function syncCart({ checkout_id, order_number, awaiting_bank, cancelled_because, quote }: Checkout): void {
  if (order_number || awaiting_bank) removePurchased(checkout_id, quote.lines);
  else if (cancelled_because === "payment_failed") restorePurchased(checkout_id, quote.lines);
}
