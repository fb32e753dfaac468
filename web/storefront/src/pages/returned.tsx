/** Back from the payment page, paid or not: the purchase, for as long as it may become an order. */

import type { ComponentChildren } from "preact";
import { Failed, Note, Waiting } from "../island";
import { type Checkout, useCheckout } from "../useCheckout";
import { say } from "../words";
import { Ended } from "./ended";

type ReturnedProps = {
  /** Shows it; `again` asks for it at once. */
  children: (checkout: Checkout, again: () => void) => ComponentChildren;
};

/** What is known of it; below that, which must not move, why nothing newer is. */
export function Returned({ children }: ReturnedProps) {
  const { checkout, failed, again } = useCheckout();
  if (checkout === null) return <Note>{say("unknown")}</Note>;
  if (checkout?.state === "cancelled") return <Ended because={checkout.cancelled_because} />;
  return (
    <>
      {checkout ? children(checkout, again) : !failed && <Waiting>{say("checking")}</Waiting>}
      {failed && <Failed sentence={failed} retry={again} />}
    </>
  );
}
