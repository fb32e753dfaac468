import Button from "@mui/material/Button";
import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useCanAccess, useTranslate } from "react-admin";
import { unwrap } from "../../platform/api";
import { useApi } from "../../platform/ApiContext";
import { Panel } from "../../platform/Panel";
import { Time } from "../../platform/Time";
import { StaffActionForm } from "../actions/StaffActionForm";
import { useOrderAction } from "../actions/useOrderAction";
import type { Order } from "../order";

/** Lists notes, which are internal or sent to the customer by e-mail. */
export function Notes({ order }: { order: Order }) {
  const translate = useTranslate();
  const { canAccess } = useCanAccess({ resource: "orders", action: "note" });
  if (!order.number || !order.notes) return null;
  return (
    <Panel title="orders.notes">
      {order.notes.map((note) => (
        <Typography key={note.id} sx={{ whiteSpace: "pre-line", mb: 1 }}>
          {note.text}
          <br />
          <small>
            {note.author.kind === "admin" ? note.author.email : ""} · <Time at={note.written_at} /> ·{" "}
            {translate(note.visible_to_customer ? "orders.note_sent" : "orders.note_internal")}
          </small>
        </Typography>
      ))}
      {canAccess && !order.erased_at && <NoteForm order={order} />}
    </Panel>
  );
}

function NoteForm({ order }: { order: Order }) {
  const translate = useTranslate();
  const api = useApi();
  const action = useOrderAction();
  const [text, setText] = useState("");
  const [sendMail, setSendMail] = useState(false);
  const submit = async () => {
    const body = { text: text.trim(), visible_to_customer: sendMail };
    const params = { path: { id: order.id } };
    const call = () => unwrap(api.POST("/admin/orders/{id}/notes", { params, body }));
    if (!(await action.run(call, ["text"]))) return;
    setText("");
    // Reset to internal, so that no note is mailed by accident.
    setSendMail(false);
  };
  const checkbox = <Checkbox checked={sendMail} onChange={(_, checked) => setSendMail(checked)} />;
  return (
    <StaffActionForm action={action} onSend={submit}>
      <TextField
        label={translate("orders.note")}
        value={text}
        onChange={(event) => setText(event.target.value)}
        error={Boolean(action.faults["text"])}
        helperText={action.faults["text"]}
        multiline
        minRows={2}
        required
        slotProps={{ htmlInput: { maxLength: 2000 } }}
      />
      <FormControlLabel control={checkbox} label={translate("orders.note_mail")} />
      <Button type="submit" variant="outlined" loading={action.busy} sx={{ alignSelf: "start" }}>
        {translate(sendMail ? "orders.note_send" : "orders.note_keep")}
      </Button>
    </StaffActionForm>
  );
}
