/** The cart, priced by the server, with what changed since the customer looked last. */

import { type Line, lines, MOST_PIECES, same, store } from "../cart";
import { Failed, mount, Note } from "../island";
import type { PricedLine } from "../priced";
import { usePriced } from "../usePriced";
import { date, days, money, prefix, say } from "../words";

export function start(): void {
  mount(CartPage);
}

function CartPage() {
  const { held, priced, failed, again } = usePriced();
  if (!held.length) return <Empty />;
  if (failed) return <Failed sentence={failed} retry={again} />;
  if (!priced) return <p class="waiting">{say("price_loading")}</p>;
  const { quote } = priced;
  const gone = priced.lines.some(({ change }) => change === "gone");
  return (
    <div class="sides">
      <ul class="lines">
        {priced.lines.map((line) => (
          <CartLine key={line.line.variant_ids.join()} {...line} />
        ))}
      </ul>
      <div class="panel">
        {quote && (
          <>
            <dl>
              <dt class="total">{say("subtotal")}</dt>
              <dd class="total">{money(quote.subtotal)}</dd>
            </dl>
            <p>
              {say("lead", days(quote.lead_time_days))}. {say("ships_by_about", date(quote.ship_by))}.
            </p>
          </>
        )}
        {gone ? (
          <button type="button" onClick={() => keep(priced.lines)}>
            {say("gone_remove")}
          </button>
        ) : (
          <a class="button" href={`${prefix}/checkout`}>
            {say("checkout")}
          </a>
        )}
      </div>
    </div>
  );
}

export function Empty() {
  return (
    <div>
      <p>{say("cart_empty")}</p>
      <a class="button" href={`${prefix}/products`}>
        {say("cart_browse")}
      </a>
    </div>
  );
}

function CartLine({ line, priced, change }: PricedLine) {
  return (
    <li>
      <span>
        <a href={`${prefix}/products/${line.slug}`}>{line.name}</a>
        <br />
        <small>{line.configuration}</small>
      </span>
      <span class="sum">{priced && money(priced.total)}</span>
      <div class="tools">
        <input
          type="number"
          min="1"
          max={MOST_PIECES}
          value={line.quantity}
          aria-label={say("quantity_of", line.name)}
          onChange={(event) => setQuantity(line, event.currentTarget)}
        />
        {priced && line.quantity > 1 && <small>{say("price_each", money(priced.unit_price))}</small>}
        <button
          type="button"
          class="plain"
          aria-label={say("remove_of", line.name)}
          onClick={() => remove(line)}
        >
          {say("remove")}
        </button>
      </div>
      {change && <Told line={line} priced={priced} change={change} />}
    </li>
  );
}

/** What changed; a price is said until the customer has taken note of it. */
function Told({ line, priced, change }: PricedLine) {
  if (change === "gone" || !priced || !line.seen) return <Note>{say("gone", line.name)}</Note>;
  const words = change === "fell" ? "price_fell" : "price_rose";
  return (
    <Note good={change === "fell"}>
      {say(words, line.name, money(line.seen), money(priced.unit_price))}{" "}
      <button type="button" class="plain" onClick={() => update(line, { ...line, seen: priced.unit_price })}>
        {say("keep_price")}
      </button>
    </Note>
  );
}

function update(line: Line, changed: Line): void {
  store(lines().map((other) => (same(other, line) ? changed : other)));
}

function setQuantity(line: Line, input: HTMLInputElement): void {
  if (!input.reportValidity() || !Number.isInteger(input.valueAsNumber)) return;
  update(line, { ...line, quantity: input.valueAsNumber });
}

function remove(line: Line): void {
  store(lines().filter((other) => !same(other, line)));
}

function keep(shown: PricedLine[]): void {
  store(shown.filter(({ change }) => change !== "gone").map(({ line }) => line));
}
