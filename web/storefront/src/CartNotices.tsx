/** Notices of the cart and its lines, shared by cart and checkout. */

import type { ComponentChildren } from "preact";
import { type Line, lineKey, update } from "./cart";
import { money, prefix, t } from "./i18n";
import { Changing, LoadError, moveFocus, Note } from "./island";
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

/** Explains a missing price. If the country is not served, another country helps but a retry does not. */
export function PriceError({ failed, retry, children }: PriceErrorProps) {
  if (!failed) return null;
  if (failed.code !== "country_not_served") return <LoadError message={failed.message} retry={retry} />;
  return (
    <Note>
      <Changing text={failed.message} /> {children}
    </Note>
  );
}

/** Shows a line's price or availability change; price changes stay until confirmed. */
export function LineChange({ line, priced }: { line: Line; priced: PricedCart | undefined }) {
  const change = priced && lineChange(line, priced);
  const now = priced?.prices.get(lineKey(line))?.unit_price;
  if (change === "gone" || change === "fewer") return <Note key={change}>{t(change, line.name)}</Note>;
  if (!change || !now || !line.seen) return null;
  return (
    <Note good={change === "fell"}>
      <Changing text={t(`price_${change}`, line.name, money(line.seen), money(now))} />{" "}
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
