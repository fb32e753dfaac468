import Button from "@mui/material/Button";
import Stack from "@mui/material/Stack";
import { useState } from "react";
import { useCanAccess, useTranslate } from "react-admin";
import { Panel } from "../../platform/Panel";
import type { Order } from "../order";
import type { Step } from "./evidence";
import { ParcelForm } from "./ParcelForm";
import { RefundForm } from "./RefundForm";
import { ShipByForm } from "./ShipByForm";
import { StepForm } from "./StepForm";
import { useCanRefund } from "./useCanRefund";

/** Offers the transitions that the API allows now, refunds, and another ship-by date. */
export function Steps({ order }: { order: Order }) {
  const translate = useTranslate();
  // The whole step, not its name: after a reload it may be missing from the allowed ones.
  const [open, setOpen] = useState<Step | "refund" | "ship_by" | "parcel">();
  const canRefund = useCanRefund() && order.refundable.amount > 0;
  const { canAccess: corrects } = useCanAccess({ resource: "orders", action: "correct" });
  const canReschedule = corrects && ["payment_confirmed", "processing"].includes(order.state);
  const close = () => setOpen(undefined);
  if (order.allowed.length === 0 && !canRefund && !canReschedule && !open) return null;
  const step = typeof open === "string" ? undefined : open;
  return (
    <Panel title="orders.next">
      <Stack direction="row" sx={{ gap: 1, flexWrap: "wrap" }}>
        {order.allowed.map((next) => (
          <Button
            key={next.to}
            variant={next.to === "cancelled" ? "outlined" : "contained"}
            color={next.to === "cancelled" ? "error" : "primary"}
            aria-expanded={step?.to === next.to}
            onClick={() => setOpen(step?.to === next.to ? undefined : next)}
          >
            {translate(`orders.steps.${next.to}`)}
          </Button>
        ))}
        {canRefund && (
          <Button
            variant="outlined"
            aria-expanded={open === "refund"}
            onClick={() => setOpen(open === "refund" ? undefined : "refund")}
          >
            {translate("orders.refund.open")}
          </Button>
        )}
        {canReschedule && (
          <Button
            variant="outlined"
            aria-expanded={open === "ship_by"}
            onClick={() => setOpen(open === "ship_by" ? undefined : "ship_by")}
          >
            {translate("orders.ship_by_change")}
          </Button>
        )}
        {corrects && order.state === "processing" && (
          <Button
            variant="outlined"
            aria-expanded={open === "parcel"}
            onClick={() => setOpen(open === "parcel" ? undefined : "parcel")}
          >
            {translate("orders.parcel_send")}
          </Button>
        )}
      </Stack>
      {step && <StepForm key={step.to} order={order} step={step} onDone={close} />}
      {open === "refund" && <RefundForm order={order} onDone={close} />}
      {open === "parcel" && <ParcelForm order={order} onDone={close} />}
      {open === "ship_by" && <ShipByForm order={order} onDone={close} />}
    </Panel>
  );
}
