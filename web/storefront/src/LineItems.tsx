/** Line items and totals. */

import type { Money } from "@3d-things/api";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Schemas } from "./api";
import { formatConfiguration, money, percent, t } from "./i18n";
import { Changing } from "./island";

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
  /** True while the total belongs to another quantity. */
  stale?: boolean;
  children?: ComponentChildren;
};

/** A line item. It is focusable, to take the focus of a control that disappears. */
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
        {total && <Changing text={money(total)} exact />}
      </span>
      {children}
    </li>
  );
}

/** Decorative image beside the name. Removed if it fails to load. */
function Thumbnail({ src }: { src: string }) {
  const [available, setAvailable] = useState(true);
  return available ? (
    <img src={src} alt="" width="64" height="64" onError={() => setAvailable(false)} />
  ) : null;
}

type TotalsProps = {
  subtotal?: Money;
  shipping: { name: string; price: Money };
  /** Tax added to the prices. */
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

type TaxMode = Schemas["TaxMode"];

/** The mode of the shop's prices today. A purchase has its own, which was frozen when it began. */
export const shopTax = () => document.body.dataset["tax"] as TaxMode | undefined;

/** True if tax is added to the prices, so that shown totals are not final. */
export function taxIsAdded(): boolean {
  return shopTax() === "stripe_added";
}

type TaxNoteProps = {
  mode: TaxMode | null | undefined;
  /** The tax of a paid order by rate. */
  rates?: readonly Schemas["TaxedAmount"][];
};

/** Says if the prices include tax, and how much if it is known. */
export function TaxNote({ mode, rates = [] }: TaxNoteProps) {
  if (mode === "stripe_added") return <p class="fine">{t("plus_tax")}</p>;
  if (mode !== "included" && mode !== "stripe_included") return null;
  const known = rates.flatMap(({ rate, tax }) =>
    rate == null ? [] : [t("vat_of", percent(rate), money(tax))],
  );
  const notes = known.length > 0 ? known : [t("includes_vat")];
  return (
    <>
      {notes.map((note) => (
        <p class="fine" key={note}>
          {note}
        </p>
      ))}
    </>
  );
}

type AmountRowProps = { name: string; amount: Money; free?: boolean; last?: boolean };

/** An amount with its label; zero can be shown as "free", and the last one is emphasised. */
export function AmountRow({ name, amount, free = false, last = false }: AmountRowProps) {
  return (
    <div class={last ? "total" : undefined}>
      <dt>
        <Changing text={name} />
      </dt>
      <dd>
        {free && amount.amount === 0 ? (
          <Changing text={t("shipping_free")} />
        ) : (
          <Changing text={money(amount)} exact />
        )}
      </dd>
    </div>
  );
}
