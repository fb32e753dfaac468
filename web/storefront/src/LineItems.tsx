/** Things with their prices, line by line, and what they come to. */

import type { Money } from "@3d-things/api";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { formatConfiguration, money, t } from "./i18n";

type LineItem = {
  product_name: string;
  configuration: readonly { value: string }[];
  quantity: number;
  total: Money;
};

export function LineItems({ lines }: { lines: readonly LineItem[] }) {
  return (
    <ul class="lines">
      {lines.map(({ quantity, product_name, configuration, total }) => {
        const chosen = formatConfiguration(configuration);
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
      {picture && <Thumbnail src={picture} />}
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
function Thumbnail({ src }: { src: string }) {
  const [available, setAvailable] = useState(true);
  return available ? (
    <img src={src} alt="" width="64" height="64" onError={() => setAvailable(false)} />
  ) : null;
}

type TotalsProps = {
  subtotal?: Money;
  shipping: { name: string; price: Money };
  /** What was added to the prices. */
  tax?: Money | null | undefined;
  total: Money;
};

export function Totals({ subtotal, shipping, tax, total }: TotalsProps) {
  return (
    <dl>
      {subtotal && <AmountRow name={t("subtotal")} amount={subtotal} />}
      <AmountRow name={`${t("shipping")} (${shipping.name})`} amount={shipping.price} free />
      {tax && <AmountRow name={t("tax")} amount={tax} />}
      <AmountRow name={t("total")} amount={total} last />
    </dl>
  );
}

/** Whether the tax is not in the prices: then nothing that the shop says is all that is paid. */
export function taxIsAdded(): boolean {
  return Boolean(document.body.dataset["tax"]);
}

export function PlusTax() {
  return taxIsAdded() ? <p class="fine">{t("plus_tax")}</p> : null;
}

type AmountRowProps = { name: string; amount: Money; free?: boolean; last?: boolean };

/** An amount by its name; what costs nothing may be called free, and the last stands out. */
export function AmountRow({ name, amount, free = false, last = false }: AmountRowProps) {
  const kind = last ? "total" : undefined;
  return (
    <>
      <dt class={kind}>{name}</dt>
      <dd class={kind}>{free && amount.amount === 0 ? t("shipping_free") : money(amount)}</dd>
    </>
  );
}
