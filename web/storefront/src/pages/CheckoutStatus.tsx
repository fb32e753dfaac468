/** Loads the checkout for the pages that Stripe redirects to. */

import type { ComponentChildren } from "preact";
import { t } from "../i18n";
import { LoadError, Loading, Note } from "../island";
import { type Checkout, useCheckout } from "../useCheckout";
import { CheckoutEnded } from "./CheckoutEnded";

type CheckoutStatusProps = {
  /** Renders the checkout; `refetch` reloads it at once. */
  children: (checkout: Checkout, refetch: () => void) => ComponentChildren;
};

/** Shows the last known state, with load errors below it, so that it does not move. */
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
