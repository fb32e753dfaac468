/** A purchase that ended without an order. */

import type { Schemas } from "../api";
import { t } from "../i18n";
import { BackToCart, Notice } from "../island";

type CancellationReason = NonNullable<Schemas["Checkout"]["cancelled_because"]>;

/** Cancellations by staff, and old ones without a recorded reason, share a neutral text. */
export function CheckoutEnded({ reason }: { reason: CancellationReason | null | undefined }) {
  const key = reason ?? "staff";
  return (
    <div>
      <Notice title={t(`ended_${key}`)} text={t(`ended_${key}_text`)} />
      <BackToCart />
    </div>
  );
}
