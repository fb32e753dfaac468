/** Cart page with server prices, and changes since the last visit. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { country, type Line, lineKey, MAX_QUANTITY, remove, update } from "../cart";
import { EmptyCart, LineChange, PriceError } from "../CartNotices";
import { date, days, money, prefix, t } from "../i18n";
import { Changing, Loading, mount, moveFocus, Note } from "../island";
import { AmountRow, Row, shopTax, TaxNote } from "../LineItems";
import type { PricedCart } from "../pricing";
import { type CartState, usePricedCart } from "../usePricedCart";

export function start(): void {
  mount(CartPage);
}

function CartPage() {
  const cart = usePricedCart(country());
  const { lines, priced, failed, stale, refetch } = cart;
  const { isWrong, setQuantity } = useQuantities();
  if (!lines.length) return <EmptyCart />;
  return (
    <div class="sides">
      <div>
        <PriceError failed={failed} retry={refetch}>
          <a href={`${prefix}/checkout`}>{t("country_other")}</a>
        </PriceError>
        <ul class="lines">
          {lines.map((line) => (
            <CartLine
              key={lineKey(line)}
              line={line}
              priced={priced}
              stale={stale || isWrong(line)}
              wrong={isWrong(line)}
              setQuantity={(quantity) => setQuantity(line, quantity)}
            />
          ))}
        </ul>
      </div>
      <Summary {...cart} wrong={lines.some(isWrong)} />
    </div>
  );
}

/** Sets typed quantities, and knows the lines whose field holds none. */
function useQuantities() {
  // With the quantity that the line had then: another one replaces the field's text.
  const [wrong, setWrong] = useState<Record<string, number | undefined>>({});
  const isWrong = (line: Line) => wrong[lineKey(line)] === line.quantity;
  const setQuantity = (line: Line, quantity: number) => {
    const valid = Number.isInteger(quantity) && quantity >= 1 && quantity <= MAX_QUANTITY;
    setWrong((known) => ({ ...known, [lineKey(line)]: valid ? undefined : line.quantity }));
    if (valid) update(line, { quantity });
  };
  return { isWrong, setQuantity };
}

/** Without a link to the checkout while a line cannot be bought, or not in the quantity that was typed. */
function Summary({ lines, priced, failed, stale, wrong }: CartState & { wrong: boolean }) {
  const unavailable = lines.filter((line) => priced?.issues.has(lineKey(line)));
  const gone = unavailable.filter((line) => priced?.issues.get(lineKey(line)) === "gone");
  const quote = priced?.quote;
  if (!priced && !failed) return <Loading>{t("price_loading")}</Loading>;
  return (
    <div class="panel">
      {quote && (
        <div aria-busy={stale || wrong}>
          <dl>
            <AmountRow name={t("subtotal")} amount={quote.subtotal} last />
          </dl>
          <p class="fine">{t("plus_shipping")}</p>
          <TaxNote mode={shopTax()} />
          <p>
            <Changing
              text={`${t("lead", days(quote.lead_time_days))}. ${t("ships_by_about", date(quote.ship_by))}.`}
            />
          </p>
        </div>
      )}
      {gone.length > 0 && (
        <button type="button" onClick={() => removeLines(gone)}>
          {t("gone_remove")}
        </button>
      )}
      {!unavailable.length && !wrong && (
        <a class="button" href={`${prefix}/checkout`}>
          {t("checkout")}
        </a>
      )}
      <Loading>{stale && !failed && t("price_loading")}</Loading>
    </div>
  );
}

type CartLineProps = {
  line: Line;
  priced: PricedCart | undefined;
  stale: boolean;
  /** True if the field holds no quantity. */
  wrong: boolean;
  setQuantity: (quantity: number) => void;
};

function CartLine({ line, priced, stale, wrong, setQuantity }: CartLineProps) {
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
        <Quantity line={line} wrong={wrong} setQuantity={setQuantity} />
        {price && line.quantity > 1 && (
          <small>
            <Changing text={t("price_each", money(price.unit_price))} exact />
          </small>
        )}
        <button
          type="button"
          class="plain"
          aria-label={t("remove_of", line.name)}
          onClick={(event) => removeLines([line], event.currentTarget)}
        >
          {t("remove")}
        </button>
      </div>
      {wrong && <Note>{t("quantity_range", 1, MAX_QUANTITY)}</Note>}
      <LineChange line={line} priced={priced} />
    </Row>
  );
}

type QuantityProps = { line: Line; wrong: boolean; setQuantity: (quantity: number) => void };

/** Quantity input. Text being typed stays while prices arrive: only a different quantity replaces it. */
function Quantity({ line, wrong, setQuantity }: QuantityProps) {
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
      aria-invalid={wrong}
      onChange={(event) => setQuantity(event.currentTarget.valueAsNumber)}
    />
  );
}

/** Removes lines and moves the focus to the line next to the pressed button. */
function removeLines(lines: Line[], button?: HTMLButtonElement): void {
  const line = button?.closest("li");
  moveFocus(line?.nextElementSibling ?? line?.previousElementSibling);
  remove(lines);
}
