import type { Schemas } from "@3d-things/api";
import Button from "@mui/material/Button";
import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import TextField from "@mui/material/TextField";
import { useState } from "react";
import { useTranslate } from "react-admin";
import { formatMoney } from "@3d-things/api";
import { useLocale } from "react-admin";
import { useApi } from "../platform/ApiContext";
import { ask } from "../platform/api";
import { useConfirm } from "../platform/Confirm";
import { useAct } from "./act";
import { ActForm } from "./ActForm";
import type { Order } from "./order";

type Step = Schemas["NextStep"];

/** A step with the evidence that it needs. */
export function StepForm({ order, step, onDone }: { order: Order; step: Step; onDone: () => void }) {
  const translate = useTranslate();
  const locale = useLocale();
  const api = useApi();
  const confirm = useConfirm();
  const { busy, conflict, run } = useAct();
  const [typed, setTyped] = useState<Record<string, string>>(
    step.to === "delivered" ? { delivered_at: localNow() } : {},
  );
  const fields = [...step.needs, ...(step.needs_one_of ?? []).slice(0, 1), ...(step.optional ?? [])];

  const go = async () => {
    if (step.to === "cancelled") {
      const amount = formatMoney(order.refundable, locale);
      const consequence = order.refundable.amount > 0 ? "cancel_refunds" : "cancel_unpaid";
      const question = {
        title: translate("orders.steps.cancelled"),
        consequence: translate(`orders.${consequence}`, { amount }),
        action: translate("orders.steps.cancelled"),
        danger: true,
      };
      if (!(await confirm(question))) return;
    }
    const body = {
      to: step.to,
      version: order.version,
      ...evidence(fields, typed),
    } as Schemas["TransitionRequest"];
    const params = { path: { id: order.id } };
    if (await run(() => ask(api.POST("/admin/orders/{id}/transitions", { params, body })))) onDone();
  };
  const set = (name: string) => (value: string) => setTyped((before) => ({ ...before, [name]: value }));
  return (
    <ActForm conflict={conflict} onSend={go}>
      {fields.map((name) => (
        <Field
          key={name}
          name={name}
          needed={step.needs.includes(name)}
          value={typed[name] ?? ""}
          onChange={set(name)}
        />
      ))}
      <Button
        type="submit"
        variant="contained"
        color={step.to === "cancelled" ? "error" : "primary"}
        loading={busy}
      >
        {translate(`orders.steps.${step.to}`)}
      </Button>
    </ActForm>
  );
}

type FieldProps = { name: string; needed: boolean; value: string; onChange: (value: string) => void };

function Field({ name, needed, value, onChange }: FieldProps) {
  const translate = useTranslate();
  const label = translate(`orders.evidence.${name}`);
  if (name === "details_verified" || name === "customer_confirmed") {
    const box = (
      <Checkbox
        required={needed}
        checked={value === "yes"}
        onChange={(_, yes) => onChange(yes ? "yes" : "")}
      />
    );
    return <FormControlLabel control={box} label={label} />;
  }
  const type = name === "delivered_at" ? "datetime-local" : name === "tracking_url" ? "url" : "text";
  return (
    <TextField
      type={type}
      label={label}
      required={needed || name === "delivered_at"}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      autoComplete="off"
      size="small"
      {...(type === "datetime-local"
        ? { slotProps: { inputLabel: { shrink: true }, htmlInput: { step: 1 } } }
        : {})}
    />
  );
}

/** What was typed, as the API takes it; a time in the viewer's zone becomes the moment that it is. */
export function evidence(
  fields: readonly string[],
  typed: Record<string, string>,
): Record<string, string | boolean> {
  const given = fields.filter((name) => typed[name]?.trim());
  return Object.fromEntries(
    given.map((name) => {
      const value = (typed[name] ?? "").trim();
      if (name === "details_verified" || name === "customer_confirmed") return [name, true];
      if (name === "delivered_at") return [name, new Date(value).toISOString()];
      return [name, value];
    }),
  );
}

/** Now, as a field for local times takes it; to the second, or it would be before a parcel of this very minute. */
function localNow(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
