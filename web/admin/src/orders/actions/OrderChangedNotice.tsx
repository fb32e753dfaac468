import Alert from "@mui/material/Alert";
import { useTranslate } from "react-admin";

/** What is said where somebody else was quicker. */
export function OrderChangedNotice({ shown }: { shown: boolean }) {
  const translate = useTranslate();
  return shown ? <Alert severity="warning">{translate("orders.changed")}</Alert> : null;
}
