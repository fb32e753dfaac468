import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { type FormEvent, useId, useState } from "react";
import { useTranslate } from "react-admin";
import { isSameEmail, type Order, retentionHold } from "./privacyRequests";

type Props = { email: string; orders: Order[]; onErase: () => Promise<void>; onClose: () => void };

/** Confirms an erasure: lists what is erased and kept, and asks for the e-mail again. */
export function EraseDialog({ email, orders, onErase, onClose }: Props) {
  const translate = useTranslate();
  const heading = useId();
  const [typed, setTyped] = useState("");
  const [running, setRunning] = useState(false);
  const erase = async (event: FormEvent) => {
    event.preventDefault();
    if (!isSameEmail(typed, email)) return;
    setRunning(true);
    await onErase();
  };
  return (
    <Dialog open onClose={running ? undefined : onClose} aria-labelledby={heading}>
      <form onSubmit={erase}>
        <DialogTitle id={heading}>{translate("customers.dialog.title")}</DialogTitle>
        <DialogContent>
          <Consequence orders={orders} />
          <TextField
            type="email"
            fullWidth
            autoComplete="off"
            margin="normal"
            label={translate("customers.dialog.again")}
            helperText={translate("customers.dialog.again_help")}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose} disabled={running}>
            {translate("ra.action.cancel")}
          </Button>
          <Button
            type="submit"
            color="error"
            variant="contained"
            loading={running}
            disabled={!isSameEmail(typed, email)}
          >
            {translate("customers.dialog.erase")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function Consequence({ orders }: { orders: Order[] }) {
  const translate = useTranslate();
  const named = (some: Order[]) => some.map(({ number, id }) => number ?? id).join(", ");
  const gone = orders.filter((order) => !retentionHold(order));
  const kept = orders.filter(retentionHold);
  return (
    <>
      {gone.length > 0 && (
        <Typography gutterBottom>{translate("customers.dialog.gone", { orders: named(gone) })}</Typography>
      )}
      {kept.length > 0 && (
        <Typography gutterBottom>{translate("customers.dialog.kept", { orders: named(kept) })}</Typography>
      )}
      <Typography gutterBottom>{translate("customers.dialog.stays")}</Typography>
      <Typography sx={{ fontWeight: "bold" }}>{translate("customers.dialog.final")}</Typography>
    </>
  );
}
