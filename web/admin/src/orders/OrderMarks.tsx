import Chip from "@mui/material/Chip";
import { useTranslate } from "react-admin";
import type { Summary } from "./order";

/** Marks an order whose payment was refunded or is disputed, or that took more than was in stock. */
export function OrderMarks({ order: { refunded, disputed, oversold, state } }: { order: Summary }) {
  const translate = useTranslate();
  const refund = refunded && (refunded.full ? "refunded" : "partly_refunded");
  const toBeShipped = state === "payment_confirmed" || state === "processing";
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
      {oversold && toBeShipped && (
        <Chip size="small" color="warning" label={translate("orders.marks.oversold")} />
      )}
    </>
  );
}
