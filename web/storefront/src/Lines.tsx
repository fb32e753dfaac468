/** What was bought, line by line, and what it comes to. */

import type { Money } from "@3d-things/api";
import { money, say } from "./words";

type Bought = {
  product_name: string;
  configuration: readonly { value: string }[];
  quantity: number;
  total: Money;
};

export function Lines({ lines }: { lines: readonly Bought[] }) {
  return (
    <ul class="lines">
      {lines.map((line) => {
        const chosen = line.configuration.map(({ value }) => value).join(" · ");
        return (
          <li key={line.product_name + chosen}>
            <span>
              {line.quantity} × {line.product_name}
              <br />
              <small>{chosen}</small>
            </span>
            <span class="sum">{money(line.total)}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** Subtotal where there is one, shipping and total. */
export function Sums(sums: { subtotal?: Money; shipping: { name: string; price: Money }; total: Money }) {
  const { subtotal, shipping, total } = sums;
  return (
    <dl>
      {subtotal && <dt>{say("subtotal")}</dt>}
      {subtotal && <dd>{money(subtotal)}</dd>}
      <dt>
        {say("shipping")} ({shipping.name})
      </dt>
      <dd>{shipping.price.amount === 0 ? say("shipping_free") : money(shipping.price)}</dd>
      <dt class="total">{say("total")}</dt>
      <dd class="total">{money(total)}</dd>
    </dl>
  );
}
