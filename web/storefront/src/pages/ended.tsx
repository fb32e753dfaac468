/** How a purchase ended that became no order. */

import type { Schemas } from "../api";
import { BackToCart, Notice } from "../island";
import { say } from "../words";

type Why = NonNullable<Schemas["Checkout"]["cancelled_because"]>;

/** What staff cancelled, and what ended before reasons were kept, is told neutrally. */
export function Ended({ because }: { because: Why | null | undefined }) {
  const why = because ?? "staff";
  return (
    <div>
      <Notice title={say(`ended_${why}`)} text={say(`ended_${why}_text`)} />
      <BackToCart />
    </div>
  );
}
