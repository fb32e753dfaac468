import Paper from "@mui/material/Paper";
import Stack from "@mui/material/Stack";
import { DataTable, useCanAccess } from "react-admin";
import { MoneyText } from "../../platform/Money";
import { Time } from "../../platform/Time";
import type { Summary } from "../order";
import { OrderMarks } from "../OrderMarks";
import { StateChip } from "../StateChip";
import { OrderLink, ShipBy } from "./OrderCells";
import { SelectCheckbox } from "./Selection";

/** Order table. It scrolls inside its own frame, so that the page never does. */
export function OrderTable() {
  const { canAccess } = useCanAccess({ resource: "orders", action: "transition" });
  return (
    <Paper variant="outlined" sx={{ overflowX: "auto", contain: "inline-size" }}>
      <DataTable<Summary> rowClick={false} bulkActionButtons={false}>
        {canAccess && (
          <DataTable.Col
            label="orders.selection"
            disableSort
            render={(order: Summary) => <SelectCheckbox order={order} />}
          />
        )}
        <DataTable.Col
          label="orders.number"
          disableSort
          render={(order: Summary) => <OrderLink order={order} />}
        />
        <DataTable.Col
          label="orders.state"
          disableSort
          render={(order: Summary) => (
            <Stack direction="row" sx={{ gap: 0.5 }}>
              <StateChip state={order.state} />
              <OrderMarks order={order} />
            </Stack>
          )}
        />
        <DataTable.Col
          label="orders.ship_by"
          disableSort
          render={(order: Summary) => <ShipBy order={order} />}
        />
        <DataTable.NumberCol source="item_count" label="orders.pieces" disableSort />
        <DataTable.Col source="country" label="orders.country" disableSort />
        <DataTable.Col
          label="orders.total"
          disableSort
          align="right"
          render={(order: Summary) => <MoneyText money={order.total} />}
        />
        <DataTable.Col
          label="orders.created"
          disableSort
          render={(order: Summary) => <Time at={order.created_at} />}
        />
      </DataTable>
    </Paper>
  );
}
