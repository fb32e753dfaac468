import WarningIcon from "@mui/icons-material/Warning";
import Stack from "@mui/material/Stack";
import {
  BooleanInput,
  DataTable,
  DateInput,
  List,
  SelectInput,
  TextInput,
  TopToolbar,
  FilterButton,
  useCanAccess,
  useTranslate,
} from "react-admin";
import { Link, useLocation } from "react-router-dom";
import { MoneyText } from "../platform/Money";
import { Time } from "../platform/Time";
import { ExportOrders } from "./ExportOrders";
import { STATES, type Summary } from "./order";
import { Select, Selected } from "./Selection";
import { StateChip } from "./StateChip";

const states = STATES.map((id) => ({ id, name: `orders.states.${id}` }));

const filters = [
  <TextInput key="number" source="number" label="orders.number" alwaysOn />,
  <SelectInput key="state" source="state" label="orders.state" choices={states} alwaysOn />,
  <TextInput key="email" source="email" label="orders.email" type="email" />,
  <BooleanInput key="overdue" source="overdue" label="orders.overdue" />,
  <DateInput key="from" source="from" label="orders.from" />,
  <DateInput key="to" source="to" label="orders.to" />,
];

/** Orders, newest first. Filters stay out of the address and of any storage: one of them is a customer's e-mail. */
export default function OrderList() {
  const wanted = useLocation().state as { filter?: Record<string, unknown> } | null;
  const { canAccess } = useCanAccess({ resource: "orders", action: "transition" });
  return (
    <List
      filters={filters}
      filterDefaultValues={wanted?.filter ?? {}}
      disableSyncWithLocation
      storeKey={false}
      perPage={25}
      actions={<Actions />}
      title="orders.title"
    >
      <Selected />
      <DataTable<Summary> rowClick={false} bulkActionButtons={false}>
        {canAccess && (
          <DataTable.Col
            label="orders.selection"
            disableSort
            render={(order: Summary) => <Select order={order} />}
          />
        )}
        <DataTable.Col
          label="orders.number"
          disableSort
          render={(order: Summary) => <Number order={order} />}
        />
        <DataTable.Col
          label="orders.state"
          disableSort
          render={(order: Summary) => <StateChip state={order.state} />}
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
          render={(order: Summary) => <MoneyText money={order.total} />}
        />
        <DataTable.Col
          label="orders.created"
          disableSort
          render={(order: Summary) => <Time at={order.created_at} />}
        />
      </DataTable>
    </List>
  );
}

function Actions() {
  const { canAccess } = useCanAccess({ resource: "orders", action: "export" });
  return (
    <TopToolbar>
      <FilterButton />
      {canAccess && <ExportOrders />}
    </TopToolbar>
  );
}

/** The way into an order, for the keyboard too. */
function Number({ order }: { order: Summary }) {
  const translate = useTranslate();
  return <Link to={`/orders/${order.id}/show`}>{order.number ?? translate("orders.purchase")}</Link>;
}

function ShipBy({ order }: { order: Summary }) {
  const translate = useTranslate();
  if (!order.ship_by) return <>–</>;
  return (
    <Stack direction="row" sx={{ alignItems: "center", gap: 0.5 }}>
      <Time at={order.ship_by} dateOnly />
      {order.overdue && (
        <WarningIcon color="error" fontSize="small" titleAccess={translate("orders.overdue")} />
      )}
    </Stack>
  );
}
