import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogContentText from "@mui/material/DialogContentText";
import DialogTitle from "@mui/material/DialogTitle";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";
import { useTranslate } from "react-admin";

/** Confirmation of an action that cannot be undone. */
export type Confirmation = { title: string; consequence: string; action: string; danger?: boolean };

type Confirm = (confirmation: Confirmation) => Promise<boolean>;
type OpenDialog = Confirmation & { answer: (confirmed: boolean) => void };

const ConfirmContext = createContext<Confirm | undefined>(undefined);

/** Returns a function that asks the user and resolves to the answer. */
export function useConfirm(): Confirm {
  const confirm = useContext(ConfirmContext);
  if (!confirm) throw new Error("used outside of <ConfirmProvider>");
  return confirm;
}

export function ConfirmProvider({ children }: { children: ReactNode }) {
  const translate = useTranslate();
  const [open, setOpen] = useState<OpenDialog>();
  const confirm = useCallback<Confirm>(
    (confirmation) => new Promise((answer) => setOpen({ ...confirmation, answer })),
    [],
  );
  const close = (confirmed: boolean) => {
    open?.answer(confirmed);
    setOpen(undefined);
  };
  return (
    <ConfirmContext value={confirm}>
      {children}
      {open && (
        <Dialog open onClose={() => close(false)} aria-labelledby="confirm-title">
          <DialogTitle id="confirm-title">{open.title}</DialogTitle>
          <DialogContent>
            <DialogContentText>{open.consequence}</DialogContentText>
          </DialogContent>
          <DialogActions>
            <Button onClick={() => close(false)}>{translate("ra.action.cancel")}</Button>
            <Button color={open.danger ? "error" : "primary"} variant="contained" onClick={() => close(true)}>
              {open.action}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </ConfirmContext>
  );
}
