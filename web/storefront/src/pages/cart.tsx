/** The cart, priced by the server, with what changed since the customer looked last. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { country, keyOf, type Line, MOST_PIECES, remove, update } from "../cart";
import { Changed, Empty, Unpriced } from "../Held";
import { focusOn, mount, Waiting } from "../island";
import { PlusTax, Row, Sum } from "../Lines";
import type { Priced } from "../priced";
import { type Cart, usePriced } from "../usePriced";
import { date, days, money, prefix, say } from "../words";

export function start(): void {
  mount(CartPage);
}

function CartPage() {
  const cart = usePriced(country());
  const { held, priced, failed, stale, again } = cart;
  if (!held.length) return <Empty />;
  return (
    <div class="sides">
      <div>
        <Unpriced failed={failed} again={again}>
          <a href={`${prefix}/checkout`}>{say("country_other")}</a>
        </Unpriced>
        <ul class="lines">
          {held.map((line) => (
            <CartLine key={keyOf(line)} line={line} priced={priced} stale={stale} />
          ))}
        </ul>
      </div>
      <Panel {...cart} />
    </div>
  );
}

function Panel({ held, priced, failed, stale }: Cart) {
  const troubled = held.filter((line) => priced?.troubles.has(keyOf(line)));
  const gone = troubled.filter((line) => priced?.troubles.get(keyOf(line)) === "gone");
  const quote = priced?.quote;
  return (
    <div class="panel">
      {quote && (
        <div aria-busy={stale}>
          <dl>
            <Sum name={say("subtotal")} amount={quote.subtotal} last />
          </dl>
          <p class="fine">{say("plus_shipping")}</p>
          <PlusTax />
          <p>
            {say("lead", days(quote.lead_time_days))}. {say("ships_by_about", date(quote.ship_by))}.
          </p>
        </div>
      )}
      {gone.length > 0 && (
        <button type="button" onClick={() => take(gone)}>
          {say("gone_remove")}
        </button>
      )}
      {(priced ?? failed) && !troubled.length && (
        <a class="button" href={`${prefix}/checkout`}>
          {say("checkout")}
        </a>
      )}
      <Waiting>{stale && !failed && say("price_loading")}</Waiting>
    </div>
  );
}

type CartLineProps = { line: Line; priced: Priced | undefined; stale: boolean };

function CartLine({ line, priced, stale }: CartLineProps) {
  const price = priced?.prices.get(keyOf(line));
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
        {price && line.quantity > 1 && <small>{say("price_each", money(price.unit_price))}</small>}
        <button
          type="button"
          class="plain"
          aria-label={say("remove_of", line.name)}
          onClick={(event) => take([line], event.currentTarget)}
        >
          {say("remove")}
        </button>
      </div>
      <Changed line={line} priced={priced} />
    </Row>
  );
}

/** The number of pieces. What somebody is typing stays while prices arrive: only another quantity takes its place. */
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
      max={MOST_PIECES}
      aria-label={say("quantity_of", line.name)}
      onChange={(event) => setQuantity(line, event.currentTarget)}
    />
  );
}

function setQuantity(line: Line, input: HTMLInputElement): void {
  if (!input.reportValidity() || !Number.isInteger(input.valueAsNumber)) return;
  update(line, { quantity: input.valueAsNumber });
}

/** Removes lines; the focus goes to the line beside the button that was pressed. */
function take(unwanted: Line[], button?: HTMLButtonElement): void {
  const line = button?.closest("li");
  focusOn(line?.nextElementSibling ?? line?.previousElementSibling);
  remove(unwanted);
}
