import { formatMoney, type Schemas } from "@3d-things/api";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useLocale, useTranslate } from "react-admin";
import { unwrap } from "../../platform/api";
import { useApi } from "../../platform/ApiContext";
import type { Order } from "../order";
import { ReasonField } from "./ReasonField";
import { StaffActionForm } from "./StaffActionForm";
import { useOrderAction } from "./useOrderAction";

type Props = { order: Order; refund: Schemas["Refund"]; onDone: () => void };

/** Records that the customer got the money of a failed refund in another way, such as a bank transfer. */
export function PaidElsewhereForm({ order, refund, onDone }: Props) {
  const translate = useTranslate();
  const locale = useLocale();
  const api = useApi();
  const action = useOrderAction();
  const [reason, setReason] = useState("");

  const submit = async () => {
    const body = { version: order.version, paid_elsewhere: refund.id, reason: reason.trim() };
    const params = { path: { id: order.id } };
    const call = () => unwrap(api.POST("/admin/orders/{id}/refunds", { params, body }));
    if (await action.run(call, ["reason"])) onDone();
  };
  return (
    <StaffActionForm action={action} onSend={submit}>
      <Typography>
        {translate("orders.refund.elsewhere_means", { amount: formatMoney(refund.amount, locale) })}
      </Typography>
      <ReasonField
        label={translate("orders.refund.elsewhere_way")}
        value={reason}
        fault={action.faults["reason"]}
        onChange={setReason}
      />
      <Button type="submit" variant="contained" loading={action.busy}>
        {translate("orders.refund.elsewhere")}
      </Button>
    </StaffActionForm>
  );
}
