import Chip from "@mui/material/Chip";
import { useTranslate } from "react-admin";
import type { Summary } from "./order";

/** Marks an order whose payment was refunded or is disputed. */
export function PaymentMarks({ order: { refunded, disputed } }: { order: Summary }) {
  const translate = useTranslate();
  const refund = refunded && (refunded.full ? "refunded" : "partly_refunded");
  return (
    <>
      {refund && (
        <Chip
          size="small"
          color={refunded.full ? "error" : "default"}
          label={translate(`orders.marks.${refund}`)}
        />
      )}
      {disputed && <Chip size="small" color="error" label={translate("orders.marks.disputed")} />}
    </>
  );
}
