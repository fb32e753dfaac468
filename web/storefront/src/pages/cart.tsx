/** Cart page with server prices, and changes since the last visit. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { country, type Line, lineKey, MAX_QUANTITY, remove, update } from "../cart";
import { EmptyCart, LineChange, PriceError } from "../CartNotices";
import { date, days, money, prefix, t } from "../i18n";
import { Loading, mount, moveFocus } from "../island";
import { AmountRow, PlusTax, Row } from "../LineItems";
import type { PricedCart } from "../pricing";
import { type CartState, usePricedCart } from "../usePricedCart";

export function start(): void {
  mount(CartPage);
}

function CartPage() {
  const cart = usePricedCart(country());
  const { lines, priced, failed, stale, refetch } = cart;
  if (!lines.length) return <EmptyCart />;
  return (
    <div class="sides">
      <div>
        <PriceError failed={failed} retry={refetch}>
          <a href={`${prefix}/checkout`}>{t("country_other")}</a>
        </PriceError>
        <ul class="lines">
          {lines.map((line) => (
            <CartLine key={lineKey(line)} line={line} priced={priced} stale={stale} />
          ))}
        </ul>
      </div>
      <Summary {...cart} />
    </div>
  );
}

function Summary({ lines, priced, failed, stale }: CartState) {
  const unavailable = lines.filter((line) => priced?.issues.has(lineKey(line)));
  const gone = unavailable.filter((line) => priced?.issues.get(lineKey(line)) === "gone");
  const quote = priced?.quote;
  return (
    <div class="panel">
      {quote && (
        <div aria-busy={stale}>
          <dl>
            <AmountRow name={t("subtotal")} amount={quote.subtotal} last />
          </dl>
          <p class="fine">{t("plus_shipping")}</p>
          <PlusTax />
          <p>
            {t("lead", days(quote.lead_time_days))}. {t("ships_by_about", date(quote.ship_by))}.
          </p>
        </div>
      )}
      {gone.length > 0 && (
        <button type="button" onClick={() => removeLines(gone)}>
          {t("gone_remove")}
        </button>
      )}
      {(priced ?? failed) && !unavailable.length && (
        <a class="button" href={`${prefix}/checkout`}>
          {t("checkout")}
        </a>
      )}
      <Loading>{stale && !failed && t("price_loading")}</Loading>
    </div>
  );
}

type CartLineProps = { line: Line; priced: PricedCart | undefined; stale: boolean };

function CartLine({ line, priced, stale }: CartLineProps) {
  const price = priced?.prices.get(lineKey(line));
  return (
    <Row
      picture={line.picture}
      name={<a href={`${prefix}/products/${line.slug}`}>{line.name}</a>}
      chosen={line.configuration}
      total={price?.total}
      stale={stale}
    >
      <div class="tools">
        <Quantity line={line} />
        {price && line.quantity > 1 && <small>{t("price_each", money(price.unit_price))}</small>}
        <button
          type="button"
          class="plain"
          aria-label={t("remove_of", line.name)}
          onClick={(event) => removeLines([line], event.currentTarget)}
        >
          {t("remove")}
        </button>
      </div>
      <LineChange line={line} priced={priced} />
    </Row>
  );
}

/** Quantity input. Text being typed stays while prices arrive: only a different quantity replaces it. */
function Quantity({ line }: { line: Line }) {
  const inputRef = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (inputRef.current) inputRef.current.valueAsNumber = line.quantity;
  }, [line.quantity]);
  return (
    <input
      ref={inputRef}
      type="number"
      min="1"
      max={MAX_QUANTITY}
      aria-label={t("quantity_of", line.name)}
      onChange={(event) => setQuantity(line, event.currentTarget)}
    />
  );
}

function setQuantity(line: Line, input: HTMLInputElement): void {
  if (!input.reportValidity() || !Number.isInteger(input.valueAsNumber)) return;
  update(line, { quantity: input.valueAsNumber });
}

/** Removes lines and moves the focus to the line next to the pressed button. */
function removeLines(lines: Line[], button?: HTMLButtonElement): void {
  const line = button?.closest("li");
  moveFocus(line?.nextElementSibling ?? line?.previousElementSibling);
  remove(lines);
}
