import Checkbox from "@mui/material/Checkbox";
import Paper from "@mui/material/Paper";
import Typography from "@mui/material/Typography";
import { useListContext, useTranslate } from "react-admin";
import { BulkSteps } from "./BulkSteps";
import type { Summary } from "./order";

/** Takes an order into what is done for many at once; named after the order for those who hear the page. */
export function Select({ order }: { order: Summary }) {
  const translate = useTranslate();
  const { selectedIds, onToggleItem } = useListContext<Summary>();
  return (
    <Checkbox
      checked={selectedIds.includes(order.id)}
      onClick={(event) => event.stopPropagation()}
      onChange={() => onToggleItem(order.id)}
      slotProps={{
        input: { "aria-label": translate("orders.select", { number: order.number ?? order.id }) },
      }}
    />
  );
}

/** What can be done for all orders that are selected. */
export function Selected() {
  const translate = useTranslate();
  const { selectedIds } = useListContext<Summary>();
  if (selectedIds.length === 0) return null;
  return (
    <Paper variant="outlined" sx={{ display: "flex", flexWrap: "wrap", gap: 1, alignItems: "center", p: 1 }}>
      <Typography>{translate("orders.selected", { smart_count: selectedIds.length })}</Typography>
      <BulkSteps />
    </Paper>
  );
}
