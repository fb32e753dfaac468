import type { Schemas } from "@3d-things/api";
import Button from "@mui/material/Button";
import Stack from "@mui/material/Stack";
import { useState } from "react";
import { useTranslate } from "react-admin";
import { Panel } from "../platform/Panel";
import type { Order } from "./order";
import { RefundForm } from "./RefundForm";
import { StepForm } from "./StepForm";
import { useRefunds } from "./useRefunds";

type Step = Schemas["NextStep"];

/** The steps that the API allows the caller now, each with its form, and the way to give money back. */
export function Steps({ order }: { order: Order }) {
  const translate = useTranslate();
  const [open, setOpen] = useState<Step["to"] | "refund">();
  const step = order.allowed.find(({ to }) => to === open);
  const refunds = useRefunds(order);
  if (order.allowed.length === 0 && !refunds) return null;
  return (
    <Panel title="orders.next">
      <Stack direction="row" sx={{ gap: 1, flexWrap: "wrap" }}>
        {order.allowed.map(({ to }) => (
          <Button
            key={to}
            variant={to === "cancelled" ? "outlined" : "contained"}
            color={to === "cancelled" ? "error" : "primary"}
            aria-expanded={open === to}
            onClick={() => setOpen(open === to ? undefined : to)}
          >
            {translate(`orders.steps.${to}`)}
          </Button>
        ))}
        {refunds && (
          <Button
            variant="outlined"
            aria-expanded={open === "refund"}
            onClick={() => setOpen(open === "refund" ? undefined : "refund")}
          >
            {translate("orders.refund.open")}
          </Button>
        )}
      </Stack>
      {step && <StepForm key={step.to} order={order} step={step} onDone={() => setOpen(undefined)} />}
      {open === "refund" && <RefundForm order={order} onDone={() => setOpen(undefined)} />}
    </Panel>
  );
}
