import Paper from "@mui/material/Paper";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { ListNoResults, Loading, useCanAccess, useListContext, useTranslate } from "react-admin";
import { MoneyText } from "../../platform/Money";
import { Time } from "../../platform/Time";
import type { Summary } from "../order";
import { OrderMarks } from "../OrderMarks";
import { StateChip } from "../StateChip";
import { OrderLink, ShipBy } from "./OrderCells";
import { SelectCheckbox } from "./Selection";

/** Shows the page's orders as cards, for phones. */
export function OrderCards() {
  const { data, isPending } = useListContext<Summary>();
  if (isPending) return <Loading />;
  if (!data?.length) return <ListNoResults />;
  return (
    <Stack component="ul" sx={{ gap: 1, listStyle: "none", p: 0, m: 0 }}>
      {data.map((order) => (
        <OrderCard key={order.id} order={order} />
      ))}
    </Stack>
  );
}

function OrderCard({ order }: { order: Summary }) {
  const translate = useTranslate();
  const { canAccess } = useCanAccess({ resource: "orders", action: "transition" });
  return (
    <Paper component="li" variant="outlined" sx={{ p: 1.5 }}>
      <Stack direction="row" sx={{ gap: 1, alignItems: "center", flexWrap: "wrap" }}>
        {canAccess && <SelectCheckbox order={order} />}
        <OrderLink order={order} />
        <StateChip state={order.state} />
        <OrderMarks order={order} />
      </Stack>
      <Stack direction="row" sx={{ gap: 1, alignItems: "flex-end", justifyContent: "space-between" }}>
        <Typography variant="body2" color="textSecondary" component="div">
          {translate("orders.ship_by")} <ShipBy order={order} /> ·{" "}
          {translate("orders.piece_count", { smart_count: order.item_count })} · {order.country}
          <br />
          {translate("orders.created")} <Time at={order.created_at} />
        </Typography>
        <Typography sx={{ whiteSpace: "nowrap" }}>
          <MoneyText money={order.total} />
        </Typography>
      </Stack>
    </Paper>
  );
}
