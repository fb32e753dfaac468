import { formatMoney, parseMoney, type Schemas } from "@3d-things/api";
import Button from "@mui/material/Button";
import FormControlLabel from "@mui/material/FormControlLabel";
import Switch from "@mui/material/Switch";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useLocale, useTranslate } from "react-admin";
import { unwrap } from "../../platform/api";
import { useApi } from "../../platform/ApiContext";
import { useConfirm } from "../../platform/Confirm";
import { decimal } from "../../platform/decimal";
import type { Order } from "../order";
import { amountOf, hasItems, linesOf, type Quantities, RefundItems } from "./RefundItems";
import { ReasonField } from "./ReasonField";
import { StaffActionForm } from "./StaffActionForm";
import { useOrderAction } from "./useOrderAction";

/** Refunds items at their price, or an amount up to the refundable rest. */
export function RefundForm({ order, onDone }: { order: Order; onDone: () => void }) {
  const translate = useTranslate();
  const locale = useLocale();
  const api = useApi();
  const confirm = useConfirm();
  const action = useOrderAction();
  const { currency } = order.refundable;
  const [typed, setTyped] = useState(decimal(order.refundable, locale));
  const [reason, setReason] = useState("");
  const [byItem, setByItem] = useState(false);
  const [quantities, setQuantities] = useState<Quantities>({});
  const amount = byItem ? amountOf(order, quantities) : parseMoney(typed, currency);
  const max = formatMoney(order.refundable, locale);
  const valid = amount !== undefined && amount > 0 && amount <= order.refundable.amount;

  const submit = async () => {
    if (!valid) return;
    const money = { amount, currency };
    const question = {
      title: translate("orders.refund.open"),
      consequence: translate("orders.refund.consequence", { amount: formatMoney(money, locale) }),
      action: translate("orders.refund.go", { amount: formatMoney(money, locale) }),
      danger: true,
    };
    if (!(await confirm(question))) return;
    const asked = byItem ? { lines: linesOf(quantities) } : { amount: money };
    const body: Schemas["NewRefund"] = { version: order.version, ...asked, reason: reason.trim() };
    const params = { path: { id: order.id } };
    const call = () => unwrap(api.POST("/admin/orders/{id}/refunds", { params, body }));
    if (await action.run(call, ["amount", "lines", "reason"])) onDone();
  };
  return (
    <StaffActionForm action={action} onSend={submit}>
      {hasItems(order) && (
        <FormControlLabel
          control={<Switch checked={byItem} onChange={(_, checked) => setByItem(checked)} />}
          label={translate("orders.refund.by_item")}
        />
      )}
      {byItem ? (
        <>
          <RefundItems
            order={order}
            quantities={quantities}
            onChange={setQuantities}
            fault={action.faults["lines"]}
          />
          <Typography>
            {translate("orders.refund.sum", {
              amount: formatMoney({ amount: amount ?? 0, currency }, locale),
            })}
          </Typography>
        </>
      ) : (
        <TextField
          label={translate("orders.refund.amount", { currency })}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          error={!valid || Boolean(action.faults["amount"])}
          helperText={action.faults["amount"] ?? translate("orders.refund.most", { amount: max })}
          required
          autoComplete="off"
          size="small"
          slotProps={{ htmlInput: { inputMode: "decimal" } }}
        />
      )}
      <ReasonField
        label={translate("orders.reason")}
        value={reason}
        fault={action.faults["reason"]}
        onChange={setReason}
      />
      <Button type="submit" variant="contained" color="error" disabled={!valid} loading={action.busy}>
        {translate("orders.refund.open")}
      </Button>
    </StaffActionForm>
  );
}
