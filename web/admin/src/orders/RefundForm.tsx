import { formatMoney, parseMoney, type Schemas } from "@3d-things/api";
import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { useState } from "react";
import { useLocale, useTranslate } from "react-admin";
import { useApi } from "../platform/ApiContext";
import { ask } from "../platform/api";
import { useConfirm } from "../platform/Confirm";
import { decimal } from "../platform/decimal";
import { useAct } from "./act";
import { ActForm } from "./ActForm";
import type { Order } from "./order";

/** Gives some of the money back, or all that is left of it. */
export function RefundForm({ order, onDone }: { order: Order; onDone: () => void }) {
  const translate = useTranslate();
  const locale = useLocale();
  const api = useApi();
  const confirm = useConfirm();
  const act = useAct();
  const { currency } = order.refundable;
  const [typed, setTyped] = useState(decimal(order.refundable, locale));
  const [reason, setReason] = useState("");
  const amount = parseMoney(typed, currency);
  const most = formatMoney(order.refundable, locale);
  const valid = amount !== undefined && amount > 0 && amount <= order.refundable.amount;

  const go = async () => {
    if (!valid) return;
    const money = { amount, currency };
    const question = {
      title: translate("orders.refund.open"),
      consequence: translate("orders.refund.consequence", { amount: formatMoney(money, locale) }),
      action: translate("orders.refund.go", { amount: formatMoney(money, locale) }),
      danger: true,
    };
    if (!(await confirm(question))) return;
    const body: Schemas["NewRefund"] = { version: order.version, amount: money, reason: reason.trim() };
    const params = { path: { id: order.id } };
    const call = () => ask(api.POST("/admin/orders/{id}/refunds", { params, body }));
    if (await act.run(call, ["amount", "reason"])) onDone();
  };
  return (
    <ActForm act={act} onSend={go}>
      <TextField
        label={translate("orders.refund.amount", { currency })}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        error={!valid || Boolean(act.faults["amount"])}
        helperText={act.faults["amount"] ?? translate("orders.refund.most", { amount: most })}
        required
        autoComplete="off"
        size="small"
        slotProps={{ htmlInput: { inputMode: "decimal" } }}
      />
      <TextField
        label={translate("orders.reason")}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        error={Boolean(act.faults["reason"])}
        helperText={act.faults["reason"]}
        required
        size="small"
        slotProps={{ htmlInput: { maxLength: 400 } }}
      />
      <Button type="submit" variant="contained" color="error" disabled={!valid} loading={act.busy}>
        {translate("orders.refund.open")}
      </Button>
    </ActForm>
  );
}
