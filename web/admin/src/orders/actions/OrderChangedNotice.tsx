import Alert from "@mui/material/Alert";
import { useTranslate } from "react-admin";

/** Warns that somebody else changed the order. */
export function OrderChangedNotice({ shown }: { shown: boolean }) {
  const translate = useTranslate();
  return shown ? <Alert severity="warning">{translate("orders.changed")}</Alert> : null;
}
