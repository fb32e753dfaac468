import Box from "@mui/material/Box";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { Show, useRecordContext, useShowContext, useTranslate } from "react-admin";
import { FULL_RECORD_QUERY } from "../../platform/fullRecord";
import { ShowFailed } from "../../platform/LoadFailed";
import { Time } from "../../platform/Time";
import { Steps } from "../actions/Steps";
import type { Order } from "../order";
import { OrderMarks } from "../OrderMarks";
import { StateChip } from "../StateChip";
import { Customer } from "./Customer";
import { Documents } from "./Documents";
import { LineItems } from "./LineItems";
import { Mails } from "./Mails";
import { Notes } from "./Notes";
import { Payment } from "./Payment";
import { Timeline } from "./Timeline";

export default function OrderShow() {
  return (
    <Show
      component="div"
      actions={false}
      title={<OrderTitle />}
      queryOptions={FULL_RECORD_QUERY}
      error={false}
    >
      <OrderPage />
    </Show>
  );
}

function OrderTitle() {
  const order = useRecordContext<Order>();
  return <>{order?.number ?? order?.id}</>;
}

function OrderPage() {
  const { record: order, error } = useShowContext<Order>();
  const translate = useTranslate();
  // If a reload fails, the loaded order stays, with any input typed into it.
  if (!order) return error ? <ShowFailed /> : null;
  // A key per order resets open forms and hides the customer again.
  return (
    <Stack key={order.id} sx={{ gap: 2, my: 2 }}>
      {error && <ShowFailed />}
      <Stack direction="row" sx={{ gap: 2, alignItems: "center", flexWrap: "wrap" }}>
        <Typography variant="h5" component="p">
          {order.number ?? translate("orders.purchase")}
        </Typography>
        <StateChip state={order.state} />
        <OrderMarks order={order} />
        {order.ship_by && (
          <Typography color={order.overdue ? "error" : "textSecondary"}>
            {translate(order.overdue ? "orders.overdue" : "orders.ship_by")}{" "}
            <Time at={order.ship_by} dateOnly />
          </Typography>
        )}
        <Box sx={{ flex: 1 }} />
        {order.payment && <Documents id={order.id} />}
      </Stack>
      <Steps order={order} />
      <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: { md: "minmax(0, 3fr) minmax(0, 2fr)" } }}>
        <Stack sx={{ gap: 2, minWidth: 0 }}>
          <LineItems order={order} />
          <Payment order={order} />
          <Notes order={order} />
        </Stack>
        <Stack sx={{ gap: 2, minWidth: 0 }}>
          <Customer order={order} />
          <Mails order={order} />
          <Timeline order={order} />
        </Stack>
      </Box>
    </Stack>
  );
}
