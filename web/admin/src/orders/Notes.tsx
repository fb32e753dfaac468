import Button from "@mui/material/Button";
import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import Stack from "@mui/material/Stack";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { type FormEvent, useState } from "react";
import { useCanAccess, useTranslate } from "react-admin";
import { useApi } from "../platform/ApiContext";
import { ask } from "../platform/api";
import { Panel } from "../platform/Panel";
import { Time } from "../platform/Time";
import { useAct } from "./act";
import type { Order } from "./order";

/** What staff noted, for themselves or for the customer, who is sent it by mail. */
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
  const { busy, run } = useAct();
  const [text, setText] = useState("");
  const [mailed, setMailed] = useState(false);
  const write = async (event: FormEvent) => {
    event.preventDefault();
    const body = { text: text.trim(), visible_to_customer: mailed };
    const params = { path: { id: order.id } };
    if (await run(() => ask(api.POST("/admin/orders/{id}/notes", { params, body })))) setText("");
  };
  const box = <Checkbox checked={mailed} onChange={(_, yes) => setMailed(yes)} />;
  return (
    <Stack component="form" onSubmit={(event: FormEvent) => void write(event)} sx={{ gap: 1 }}>
      <TextField
        label={translate("orders.note")}
        value={text}
        onChange={(event) => setText(event.target.value)}
        multiline
        minRows={2}
        required
        slotProps={{ htmlInput: { maxLength: 2000 } }}
      />
      <FormControlLabel control={box} label={translate("orders.note_mail")} />
      <Button type="submit" variant="outlined" loading={busy} sx={{ alignSelf: "start" }}>
        {translate(mailed ? "orders.note_send" : "orders.note_keep")}
      </Button>
    </Stack>
  );
}
