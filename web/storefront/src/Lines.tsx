/** Things with their prices, line by line, and what they come to. */

import type { Money } from "@3d-things/api";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { choices, money, say } from "./words";

type Bought = {
  product_name: string;
  configuration: readonly { value: string }[];
  quantity: number;
  total: Money;
};

export function Lines({ lines }: { lines: readonly Bought[] }) {
  return (
    <ul class="lines">
      {lines.map(({ quantity, product_name, configuration, total }) => {
        const chosen = choices(configuration);
        return (
          <Row
            key={product_name + chosen}
            name={`${quantity} × ${product_name}`}
            chosen={chosen}
            total={total}
          />
        );
      })}
    </ul>
  );
}

type RowProps = {
  picture?: string | undefined;
  name: ComponentChildren;
  chosen: string;
  total: Money | undefined;
  /** Whether the total is another quantity's. */
  stale?: boolean;
  children?: ComponentChildren;
};

/** A line. It can have the focus when what had it on the line vanishes. */
export function Row({ picture, name, chosen, total, stale = false, children }: RowProps) {
  return (
    <li tabIndex={-1}>
      {picture && <Picture of={picture} />}
      <span>
        {name}
        <br />
        <small>{chosen}</small>
      </span>
      <span class="sum" aria-busy={stale}>
        {total && money(total)}
      </span>
      {children}
    </li>
  );
}

/** What is bought, as a reminder; the name stands beside it. A picture that is no longer there leaves its place. */
function Picture({ of }: { of: string }) {
  const [there, setThere] = useState(true);
  return there ? <img src={of} alt="" width="64" height="64" onError={() => setThere(false)} /> : null;
}

type SumsProps = {
  subtotal?: Money;
  shipping: { name: string; price: Money };
  /** What was added to the prices. */
  tax?: Money | null | undefined;
  total: Money;
};

export function Sums({ subtotal, shipping, tax, total }: SumsProps) {
  return (
    <dl>
      {subtotal && <Sum name={say("subtotal")} amount={subtotal} />}
      <Sum name={`${say("shipping")} (${shipping.name})`} amount={shipping.price} free />
      {tax && <Sum name={say("tax")} amount={tax} />}
      <Sum name={say("total")} amount={total} last />
    </dl>
  );
}

/** Whether the tax is not in the prices: then nothing that the shop says is all that is paid. */
export function taxIsAdded(): boolean {
  return Boolean(document.body.dataset["tax"]);
}

export function PlusTax() {
  return taxIsAdded() ? <p class="fine">{say("plus_tax")}</p> : null;
}

type SumProps = { name: string; amount: Money; free?: boolean; last?: boolean };

/** An amount by its name; what costs nothing may be called free, and the last stands out. */
export function Sum({ name, amount, free = false, last = false }: SumProps) {
  const kind = last ? "total" : undefined;
  return (
    <>
      <dt class={kind}>{name}</dt>
      <dd class={kind}>{free && amount.amount === 0 ? say("shipping_free") : money(amount)}</dd>
    </>
  );
}
