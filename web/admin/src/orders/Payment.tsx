import type { Schemas } from "@3d-things/api";
import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useTranslate } from "react-admin";
import { useApi } from "../platform/ApiContext";
import { ask } from "../platform/api";
import { MoneyText } from "../platform/Money";
import { Panel } from "../platform/Panel";
import { Time } from "../platform/Time";
import { useAct } from "./act";
import type { Order } from "./order";
import { useRefunds } from "./useRefunds";

/** What was paid at Stripe, what went back, and what the customer's bank disputes. */
export function Payment({ order }: { order: Order }) {
  const translate = useTranslate();
  const { payment, refunds, disputes } = order;
  if (!payment) return null;
  return (
    <Panel title="orders.payment">
      {disputes.map(({ id, status }) => (
        <Alert key={id} severity="warning" sx={{ mb: 1 }}>
          {translate("orders.dispute", { id, status })}
        </Alert>
      ))}
      <Typography>
        <MoneyText money={payment.captured} />, <Time at={payment.paid_at} />
      </Typography>
      <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: "anywhere" }}>
        {payment.payment_intent ?? payment.session_id}
      </Typography>
      <Typography>
        {translate("orders.refundable")} <MoneyText money={order.refundable} />
      </Typography>
      {refunds.length > 0 && (
        <ul>
          {refunds.map((refund) => (
            <RefundItem key={refund.id} order={order} refund={refund} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function RefundItem({ order, refund }: { order: Order; refund: Schemas["Refund"] }) {
  const translate = useTranslate();
  const api = useApi();
  const { busy, run } = useAct();
  const mayRetry = useRefunds(order);
  const retry = () => {
    const body = { version: order.version, retry_of: refund.id };
    return run(() =>
      ask(api.POST("/admin/orders/{id}/refunds", { params: { path: { id: order.id } }, body })),
    );
  };
  return (
    <li>
      <MoneyText money={refund.amount} />, {translate(`orders.refund.${refund.status}`)},{" "}
      <Time at={refund.settled_at ?? refund.requested_at} /> – {refund.reason}
      {refund.failure && ` (${refund.failure})`}
      {refund.status === "failed" && mayRetry && (
        <Button size="small" loading={busy} onClick={() => void retry()}>
          {translate("orders.refund.retry")}
        </Button>
      )}
    </li>
  );
}
