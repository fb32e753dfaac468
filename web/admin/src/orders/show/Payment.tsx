import { formatMoney, type Schemas } from "@3d-things/api";
import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useLocale, useTranslate } from "react-admin";
import { unwrap } from "../../platform/api";
import { useApi } from "../../platform/ApiContext";
import { useConfirm } from "../../platform/Confirm";
import { MoneyText } from "../../platform/Money";
import { Panel } from "../../platform/Panel";
import { Time } from "../../platform/Time";
import { OrderChangedNotice } from "../actions/OrderChangedNotice";
import { PaidElsewhereForm } from "../actions/PaidElsewhereForm";
import { useCanRefund } from "../actions/useCanRefund";
import { useOrderAction } from "../actions/useOrderAction";
import type { Order } from "../order";
import { isTaxed, useTaxLabel } from "../taxes";

/**
 * Payment, refunds and disputes at Stripe. A purchase that was paid after it was cancelled has no payment of its own,
 * but its money is refunded all the same.
 */
export function Payment({ order }: { order: Order }) {
  const translate = useTranslate();
  const { payment, refunds, disputes } = order;
  if (!payment && refunds.length === 0 && disputes.length === 0) return null;
  return (
    <Panel title="orders.payment">
      {disputes.map(({ id, status }) => (
        <Alert key={id} severity="warning" sx={{ mb: 1 }}>
          {translate("orders.dispute", { id, status: labelFor("disputes", status, translate) })}
        </Alert>
      ))}
      {payment ? (
        <PaymentSummary payment={payment} refundable={order.refundable} />
      ) : (
        <Typography>{translate("orders.not_paid")}</Typography>
      )}
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

function PaymentSummary({
  payment,
  refundable,
}: {
  payment: Schemas["Payment"];
  refundable: Schemas["Money"];
}) {
  const translate = useTranslate();
  return (
    <>
      <Typography>
        <MoneyText money={payment.captured} />, <Time at={payment.paid_at} />
      </Typography>
      <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: "anywhere" }}>
        {payment.payment_intent ?? payment.session_id}
      </Typography>
      <Typography>
        {translate("orders.refundable")} <MoneyText money={refundable} />
      </Typography>
    </>
  );
}

/** Translates a Stripe code; unknown codes are shown as they are. */
function labelFor(group: string, value: string, translate: ReturnType<typeof useTranslate>): string {
  return translate(`orders.${group}.${value}`, { _: value });
}

/** Names items that a refund is for. */
const itemName = ({ quantity, product_name }: Schemas["RefundedLine"]) => `${quantity} × ${product_name}`;

function RefundItem({ order, refund }: { order: Order; refund: Schemas["Refund"] }) {
  const translate = useTranslate();
  const locale = useLocale();
  const api = useApi();
  const confirm = useConfirm();
  const { busy, conflict, run } = useOrderAction();
  const mayRetry = useCanRefund();
  const taxLabel = useTaxLabel();
  const [asking, setAsking] = useState(false);
  const amount = formatMoney(refund.amount, locale);

  const retry = async () => {
    const question = {
      title: translate("orders.refund.retry"),
      consequence: translate("orders.refund.consequence", { amount }),
      action: translate("orders.refund.go", { amount }),
      danger: true,
    };
    if (!(await confirm(question))) return;
    const body = { version: order.version, retry_of: refund.id };
    const params = { path: { id: order.id } };
    await run(() => unwrap(api.POST("/admin/orders/{id}/refunds", { params, body })));
  };
  return (
    <li>
      {amount}, {translate(`orders.refund.${refund.status}`)},{" "}
      <Time at={refund.settled_at ?? refund.requested_at} /> – {refund.reason}
      {refund.lines && ` (${refund.lines.map(itemName).join(", ")})`}
      {refund.failure && ` (${labelFor("refund.failures", refund.failure, translate)})`}
      {(refund.tax ?? []).filter(isTaxed).map((share) => (
        <Typography key={share.rate ?? "none"} variant="body2" color="textSecondary">
          {taxLabel(share)}: <MoneyText money={share.tax} />
        </Typography>
      ))}
      {refund.status === "failed" && mayRetry && (
        <>
          <Button size="small" loading={busy} onClick={() => void retry()}>
            {translate("orders.refund.retry")}
          </Button>
          <Button size="small" aria-expanded={asking} onClick={() => setAsking(!asking)}>
            {translate("orders.refund.elsewhere")}…
          </Button>
          {asking && <PaidElsewhereForm order={order} refund={refund} onDone={() => setAsking(false)} />}
        </>
      )}
      <OrderChangedNotice shown={conflict} />
    </li>
  );
}
