/** How a purchase ended that became no order. */

import type { Schemas } from "../api";
import { t } from "../i18n";
import { BackToCart, Notice } from "../island";

type CancellationReason = NonNullable<Schemas["Checkout"]["cancelled_because"]>;

/** What staff cancelled, and what ended before reasons were kept, is told neutrally. */
export function CheckoutEnded({ reason }: { reason: CancellationReason | null | undefined }) {
  const key = reason ?? "staff";
  return (
    <div>
      <Notice title={t(`ended_${key}`)} text={t(`ended_${key}_text`)} />
      <BackToCart />
    </div>
  );
}
