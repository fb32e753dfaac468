import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import Paper from "@mui/material/Paper";
import Typography from "@mui/material/Typography";
import { createContext, type ReactNode, useContext, useState } from "react";
import { useCanAccess, useListContext, useTranslate } from "react-admin";
import type { Summary } from "../order";
import { BulkSteps } from "./BulkSteps";

/** How many orders the API takes at once. */
export const MAX_SELECTED = 25;

type SelectionState = { orders: readonly Summary[]; choose: (orders: readonly Summary[]) => void };

const SelectionContext = createContext<SelectionState>({ orders: [], choose: () => undefined });

/** The orders that are chosen, as they were seen then. Another page or filter has none: nobody acts on what they do not see. */
export function Selection({ children }: { children: ReactNode }) {
  const { page, perPage, filterValues } = useListContext();
  const shown = JSON.stringify([page, perPage, filterValues]);
  const [held, setHeld] = useState<{ shown: string; orders: readonly Summary[] }>({ shown, orders: [] });
  const orders = held.shown === shown ? held.orders : [];
  const choose = (chosen: readonly Summary[]) => setHeld({ shown, orders: chosen.slice(0, MAX_SELECTED) });
  return <SelectionContext value={{ orders, choose }}>{children}</SelectionContext>;
}

/** Takes an order into what is done for many at once; named after the order for those who hear the page. */
export function SelectCheckbox({ order }: { order: Summary }) {
  const translate = useTranslate();
  const { isPlaceholderData } = useListContext<Summary>();
  const { orders, choose } = useContext(SelectionContext);
  const others = orders.filter(({ id }) => id !== order.id);
  const chosen = others.length < orders.length;
  return (
    <Checkbox
      checked={chosen}
      // What is still shown of the page before is no part of this one.
      disabled={isPlaceholderData || (!chosen && orders.length >= MAX_SELECTED)}
      onChange={() => choose(chosen ? others : [...orders, order])}
      slotProps={{
        input: { "aria-label": translate("orders.select", { number: order.number ?? order.id }) },
      }}
    />
  );
}

/** Chooses all of the page, and offers what can be done for the chosen ones. */
export function SelectionBar() {
  const translate = useTranslate();
  const { data = [], isPlaceholderData } = useListContext<Summary>();
  const { orders, choose } = useContext(SelectionContext);
  const { canAccess } = useCanAccess({ resource: "orders", action: "transition" });
  if (!canAccess || (data.length === 0 && orders.length === 0)) return null;
  const all = orders.length > 0 && orders.length >= Math.min(data.length, MAX_SELECTED);
  const checkbox = (
    <Checkbox checked={all} disabled={isPlaceholderData} onChange={() => choose(all ? [] : data)} />
  );
  return (
    <Paper
      variant="outlined"
      sx={{ display: "flex", flexWrap: "wrap", columnGap: 1, alignItems: "center", px: 2, mb: 1 }}
    >
      <FormControlLabel control={checkbox} label={translate("orders.select_page")} />
      <Typography role="status">
        {orders.length > 0 && translate("orders.selected", { smart_count: orders.length })}
        {orders.length >= MAX_SELECTED && ` ${translate("orders.selected_most", { most: MAX_SELECTED })}`}
      </Typography>
      {orders.length > 0 && <BulkSteps orders={orders} onDone={() => choose([])} />}
    </Paper>
  );
}
