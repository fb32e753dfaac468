/** The cart's lines as the cart and the checkout show them. */

import type { ComponentChildren } from "preact";
import { type Line, lineKey, update } from "./cart";
import { money, prefix, t } from "./i18n";
import { LoadError, moveFocus, Note } from "./island";
import { lineChange, type PricedCart } from "./pricing";
import type { Failure } from "./usePricedCart";

export function EmptyCart() {
  return (
    <div>
      <p>{t("cart_empty")}</p>
      <a class="button" href={`${prefix}/products`}>
        {t("cart_browse")}
      </a>
    </div>
  );
}

type PriceErrorProps = { failed: Failure | undefined; retry: () => void; children?: ComponentChildren };

/** Why there is no price. Where the shop does not ship, another country helps and trying again does not. */
export function PriceError({ failed, retry, children }: PriceErrorProps) {
  if (!failed) return null;
  if (failed.code !== "country_not_served") return <LoadError message={failed.message} retry={retry} />;
  return (
    <Note>
      {failed.message} {children}
    </Note>
  );
}

/** What changed on a line; a price is said until the customer has taken note of it. */
export function LineChange({ line, priced }: { line: Line; priced: PricedCart | undefined }) {
  const change = priced && lineChange(line, priced);
  const now = priced?.prices.get(lineKey(line))?.unit_price;
  if (change === "gone" || change === "fewer") return <Note>{t(change, line.name)}</Note>;
  if (!change || !now || !line.seen) return null;
  return (
    <Note good={change === "fell"}>
      {t(`price_${change}`, line.name, money(line.seen), money(now))}{" "}
      <button
        type="button"
        class="plain"
        onClick={(event) => {
          moveFocus(event.currentTarget.closest("li"));
          update(line, { seen: now });
        }}
      >
        {t("keep_price")}
      </button>
    </Note>
  );
}
