/** A purchase, asked for until it is decided. */

import { useEffect, useState } from "preact/hooks";
import { answer, api, ProblemError, type Schemas, told } from "./api";
import { putBack, takeOut } from "./bought";
import { idInAddress } from "./island";
import { poll } from "./poll";

export type Checkout = Schemas["Checkout"];

type Answer = {
  /** `null` where there is none. */
  checkout?: Checkout | null;
  /** Why nothing newer is known of it at the moment; it is asked for all the same. */
  failed?: string;
};

export function useCheckout(): Answer & { again: () => void } {
  const [found, setFound] = useState<Answer>({});
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let current = true;
    const stop = poll(async () => {
      const answered = await ask(idInAddress());
      const heard = "checkout" in answered;
      // What is known stays where an answer is lost on the way.
      if (current) setFound((known) => (heard ? answered : { ...known, ...answered }));
      return heard && answered.checkout?.state !== "pending_payment";
    });
    return () => {
      current = false;
      stop();
    };
  }, [attempt]);
  return { ...found, again: () => setAttempt((count) => count + 1) };
}

async function ask(id: string): Promise<Answer> {
  try {
    const checkout = await answer(api.GET("/checkouts/{id}", { path: { id } }));
    settle(checkout);
    return { checkout };
  } catch (error) {
    const none = error instanceof ProblemError && error.problem.status === 404;
    return none ? { checkout: null } : { failed: told(error) };
  }
}

/** A cart that still held what is paid, or is at the bank, would invite to a second order. */
function settle({ checkout_id, order_number, awaiting_bank, cancelled_because, quote }: Checkout): void {
  if (order_number || awaiting_bank) takeOut(checkout_id, quote.lines);
  else if (cancelled_because === "payment_failed") putBack(checkout_id, quote.lines);
}
