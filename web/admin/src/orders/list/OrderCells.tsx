import WarningIcon from "@mui/icons-material/Warning";
import Box from "@mui/material/Box";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { Time } from "../../platform/Time";
import type { Summary } from "../order";

/** Links to the order, so that the row is reachable by keyboard. */
export function OrderLink({ order }: { order: Summary }) {
  const translate = useTranslate();
  return <Link to={`/orders/${order.id}/show`}>{order.number ?? translate("orders.purchase")}</Link>;
}

/** Shows the ship-by date, with a warning icon when it is overdue. */
export function ShipBy({ order }: { order: Summary }) {
  const translate = useTranslate();
  if (!order.ship_by) return <>–</>;
  return (
    <Box component="span" sx={{ display: "inline-flex", alignItems: "center", gap: 0.5 }}>
      <Time at={order.ship_by} dateOnly />
      {order.overdue && (
        <WarningIcon color="error" fontSize="small" titleAccess={translate("orders.overdue")} />
      )}
    </Box>
  );
}
