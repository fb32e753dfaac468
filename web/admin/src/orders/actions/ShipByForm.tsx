import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { useState } from "react";
import { useTranslate } from "react-admin";
import { unwrap } from "../../platform/api";
import { useApi } from "../../platform/ApiContext";
import type { Order } from "../order";
import { CheckboxInput } from "./CheckboxInput";
import { ReasonField } from "./ReasonField";
import { StaffActionForm } from "./StaffActionForm";
import { useOrderAction } from "./useOrderAction";

/** Changes the day by which the order is to be shipped, with a reason. */
export function ShipByForm({ order, onDone }: { order: Order; onDone: () => void }) {
  const translate = useTranslate();
  const api = useApi();
  const action = useOrderAction();
  const [date, setDate] = useState(order.ship_by ?? "");
  const [reason, setReason] = useState("");
  const [notify, setNotify] = useState(true);

  const submit = async () => {
    const body = { version: order.version, ship_by: date, reason: reason.trim(), notify };
    const params = { path: { id: order.id } };
    const call = () => unwrap(api.PUT("/admin/orders/{id}/ship-by", { params, body }));
    if (await action.run(call, ["ship_by", "reason"])) onDone();
  };
  return (
    <StaffActionForm action={action} onSend={submit}>
      <TextField
        type="date"
        label={translate("orders.ship_by")}
        value={date}
        onChange={(event) => setDate(event.target.value)}
        error={Boolean(action.faults["ship_by"])}
        helperText={action.faults["ship_by"]}
        required
        size="small"
        slotProps={{ inputLabel: { shrink: true } }}
      />
      <ReasonField
        label={translate("orders.reason")}
        value={reason}
        fault={action.faults["reason"]}
        onChange={setReason}
      />
      <CheckboxInput label={translate("orders.notify")} checked={notify} onChange={setNotify} />
      <Button type="submit" variant="contained" loading={action.busy}>
        {translate("orders.ship_by_change")}
      </Button>
    </StaffActionForm>
  );
}
