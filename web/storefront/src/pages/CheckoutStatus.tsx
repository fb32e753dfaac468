/** Back from the payment page, paid or not: the purchase, for as long as it may become an order. */

import type { ComponentChildren } from "preact";
import { t } from "../i18n";
import { LoadError, Loading, Note } from "../island";
import { type Checkout, useCheckout } from "../useCheckout";
import { CheckoutEnded } from "./CheckoutEnded";

type CheckoutStatusProps = {
  /** Shows it; `again` asks for it at once. */
  children: (checkout: Checkout, refetch: () => void) => ComponentChildren;
};

/** What is known of it; below that, which must not move, why nothing newer is. */
export function CheckoutStatus({ children }: CheckoutStatusProps) {
  const { checkout, failed, refetch } = useCheckout();
  if (checkout === null) return <Note>{t("unknown")}</Note>;
  if (checkout?.state === "cancelled") return <CheckoutEnded reason={checkout.cancelled_because} />;
  return (
    <>
      {checkout ? children(checkout, refetch) : !failed && <Loading>{t("checking")}</Loading>}
      {failed && <LoadError message={failed} retry={refetch} />}
    </>
  );
}
