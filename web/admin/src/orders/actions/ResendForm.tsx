import type { Schemas } from "@3d-things/api";
import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { useState } from "react";
import { useCanAccess, useTranslate } from "react-admin";
import { unwrap } from "../../platform/api";
import { useApi } from "../../platform/ApiContext";
import type { Order } from "../order";
import { StaffActionForm } from "./StaffActionForm";
import { useOrderAction } from "./useOrderAction";

type Props = { order: Order; mail: Schemas["AdminMail"] };

/** Sends a mail again. Admins can correct the customer's address first. */
export function ResendForm({ order, mail }: Props) {
  const translate = useTranslate();
  const [open, setOpen] = useState(false);
  if (open) return <Form order={order} mail={mail} onDone={() => setOpen(false)} />;
  return (
    <Button size="small" onClick={() => setOpen(true)}>
      {translate("orders.resend.open")}
    </Button>
  );
}

function Form({ order, mail, onDone }: Props & { onDone: () => void }) {
  const translate = useTranslate();
  const api = useApi();
  const action = useOrderAction();
  const { canAccess: mayCorrect } = useCanAccess({ resource: "orders", action: "readdress" });
  const [email, setEmail] = useState("");
  const submit = async () => {
    const body = { mail: mail.name, email: email.trim() || null };
    const params = { path: { id: order.id } };
    const call = () => unwrap(api.POST("/admin/orders/{id}/mails", { params, body }));
    if (await action.run(call, ["email"])) onDone();
  };
  return (
    <StaffActionForm action={action} onSend={submit}>
      {mayCorrect && (
        <TextField
          label={translate("orders.resend.email")}
          type="email"
          autoComplete="off"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          error={Boolean(action.faults["email"])}
          helperText={action.faults["email"] ?? translate("orders.resend.email_about")}
        />
      )}
      <Button type="submit" variant="outlined" loading={action.busy} sx={{ alignSelf: "start" }}>
        {translate("orders.resend.send")}
      </Button>
    </StaffActionForm>
  );
}
