import type { Schemas } from "@3d-things/api";
import FormHelperText from "@mui/material/FormHelperText";
import Stack from "@mui/material/Stack";
import TextField from "@mui/material/TextField";
import { useTranslate } from "react-admin";
import { MoneyText } from "../../platform/Money";
import type { Order } from "../order";

/** Number of items to refund by the position of their line. */
export type Quantities = Readonly<Record<number, number>>;

/** The lines to send. */
export function linesOf(quantities: Quantities): Schemas["RefundLine"][] {
  const entries = Object.entries(quantities).filter(([, quantity]) => quantity > 0);
  return entries.map(([line, quantity]) => ({ line: Number(line), quantity }));
}

/** The amount of these items, as the API computes it. */
export function amountOf(order: Order, quantities: Quantities): number {
  const amounts = linesOf(quantities).map(
    ({ line, quantity }) => (order.refundable_lines[line]?.each.amount ?? 0) * quantity,
  );
  return amounts.reduce((sum, amount) => sum + amount, 0);
}

/** True if items are left that no refund is for. */
export function hasItems(order: Order): boolean {
  return order.refundable_lines.some(({ quantity }) => quantity > 0);
}

type Props = {
  order: Order;
  quantities: Quantities;
  onChange: (quantities: Quantities) => void;
  fault: string | undefined;
};

/** Chooses how many items of each line to refund. */
export function RefundItems({ order, quantities, onChange, fault }: Props) {
  const translate = useTranslate();
  return (
    <Stack sx={{ gap: 1 }}>
      {order.lines.map((line, place) => {
        const { quantity: left, each } = order.refundable_lines[place] ?? { quantity: 0 };
        const choices = line.configuration.map(({ value }) => value).join(", ");
        return (
          <Stack
            key={line.product_id + choices}
            direction="row"
            sx={{ gap: 2, alignItems: "center", justifyContent: "space-between" }}
          >
            <span>
              {line.product_name} {choices && `(${choices})`} – <MoneyText money={each} />
            </span>
            <TextField
              type="number"
              label={translate("orders.refund.items_of", { most: left })}
              value={quantities[place] ?? 0}
              disabled={left === 0}
              onChange={(event) => {
                const typed = Math.trunc(Number(event.target.value)) || 0;
                onChange({ ...quantities, [place]: Math.min(left, Math.max(0, typed)) });
              }}
              size="small"
              slotProps={{ htmlInput: { min: 0, max: left, "aria-invalid": Boolean(fault) } }}
              sx={{ width: "8rem", flexShrink: 0 }}
            />
          </Stack>
        );
      })}
      {fault && <FormHelperText error>{fault}</FormHelperText>}
    </Stack>
  );
}
