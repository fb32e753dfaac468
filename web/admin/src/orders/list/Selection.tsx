import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import Paper from "@mui/material/Paper";
import Typography from "@mui/material/Typography";
import { createContext, type ReactNode, useContext, useState } from "react";
import { useCanAccess, useListContext, useTranslate } from "react-admin";
import type { Summary } from "../order";
import { BulkSteps } from "./BulkSteps";

/** The API's maximum of orders in one request. */
export const MAX_SELECTED = 25;

type SelectionState = { orders: readonly Summary[]; choose: (orders: readonly Summary[]) => void };

const SelectionContext = createContext<SelectionState>({ orders: [], choose: () => undefined });

/**
 * Holds the selected orders as they were when selected. It is cleared with the page or filter: nobody acts on rows
 * they do not see.
 */
export function Selection({ children }: { children: ReactNode }) {
  const { page, perPage, filterValues } = useListContext();
  const shown = JSON.stringify([page, perPage, filterValues]);
  const [selection, setSelection] = useState<{ shown: string; orders: readonly Summary[] }>({
    shown,
    orders: [],
  });
  const orders = selection.shown === shown ? selection.orders : [];
  const choose = (chosen: readonly Summary[]) =>
    setSelection({ shown, orders: chosen.slice(0, MAX_SELECTED) });
  return <SelectionContext value={{ orders, choose }}>{children}</SelectionContext>;
}

/** Checkbox that selects an order; its accessible name contains the order's number. */
export function SelectCheckbox({ order }: { order: Summary }) {
  const translate = useTranslate();
  const { isPlaceholderData } = useListContext<Summary>();
  const { orders, choose } = useContext(SelectionContext);
  const others = orders.filter(({ id }) => id !== order.id);
  const chosen = others.length < orders.length;
  return (
    <Checkbox
      checked={chosen}
      // Placeholder rows of the previous page cannot be selected.
      disabled={isPlaceholderData || (!chosen && orders.length >= MAX_SELECTED)}
      onChange={() => choose(chosen ? others : [...orders, order])}
      slotProps={{
        input: { "aria-label": translate("orders.select", { number: order.number ?? order.id }) },
      }}
    />
  );
}

/** Selects the whole page and offers bulk actions on the selection. */
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
