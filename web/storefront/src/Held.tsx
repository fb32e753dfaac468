/** The cart's lines as the cart and the checkout show them. */

import type { ComponentChildren } from "preact";
import { keyOf, type Line, update } from "./cart";
import { Failed, focusOn, Note } from "./island";
import { changeOf, type Priced } from "./priced";
import type { Failure } from "./usePriced";
import { money, prefix, say } from "./words";

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

type UnpricedProps = { failed: Failure | undefined; again: () => void; children?: ComponentChildren };

/** Why there is no price. Where the shop does not ship, another country helps and trying again does not. */
export function Unpriced({ failed, again, children }: UnpricedProps) {
  if (!failed) return null;
  if (failed.code !== "country_not_served") return <Failed sentence={failed.sentence} retry={again} />;
  return (
    <Note>
      {failed.sentence} {children}
    </Note>
  );
}

/** What changed on a line; a price is said until the customer has taken note of it. */
export function Changed({ line, priced }: { line: Line; priced: Priced | undefined }) {
  const change = priced && changeOf(line, priced);
  const now = priced?.prices.get(keyOf(line))?.unit_price;
  if (change === "gone" || change === "fewer") return <Note>{say(change, line.name)}</Note>;
  if (!change || !now || !line.seen) return null;
  return (
    <Note good={change === "fell"}>
      {say(`price_${change}`, line.name, money(line.seen), money(now))}{" "}
      <button
        type="button"
        class="plain"
        onClick={(event) => {
          focusOn(event.currentTarget.closest("li"));
          update(line, { seen: now });
        }}
      >
        {say("keep_price")}
      </button>
    </Note>
  );
}
