import { formatMoney, type Schemas } from "@3d-things/api";
import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import { useState } from "react";
import { useLocale, useTranslate } from "react-admin";
import { useApi } from "../platform/ApiContext";
import { ask } from "../platform/api";
import { type Asked, useConfirm } from "../platform/Confirm";
import { useAct } from "./act";
import { ActForm } from "./ActForm";
import { Choice, EvidenceField } from "./EvidenceField";
import { evidence, fieldsOf, localNow, type Step } from "./evidence";
import type { Order } from "./order";

type Props = { order: Order; step: Step; onDone: () => void };

/**
 * A step with the evidence that it needs. It outlives the step: who was not the first to take it still has what they
 * typed, a tracking number above all.
 */
export function StepForm({ order, step, onDone }: Props) {
  const translate = useTranslate();
  const api = useApi();
  const confirm = useConfirm();
  const cancelling = useCancelling(order);
  const act = useAct();
  const [chosen, setChosen] = useState(step.needs_one_of?.[0]);
  const [typed, setTyped] = useState<Record<string, string>>({ delivered_at: localNow() });
  const fields = fieldsOf(step, chosen);
  const possible = order.allowed.some(({ to }) => to === step.to);

  const go = async () => {
    if (!possible) return;
    if (step.to === "cancelled" && !(await confirm(cancelling))) return;
    const shown = evidence(fields, chosen, typed);
    const body: Schemas["TransitionRequest"] = { to: step.to, version: order.version, ...shown };
    const params = { path: { id: order.id } };
    const call = () => ask(api.POST("/admin/orders/{id}/transitions", { params, body }));
    if (await act.run(call, fields)) onDone();
  };
  const set = (name: string) => (value: string) => setTyped((before) => ({ ...before, [name]: value }));
  return (
    <ActForm act={{ ...act, conflict: act.conflict || !possible }} onSend={go}>
      {step.needs_one_of && chosen && (
        <Choice names={step.needs_one_of} chosen={chosen} onChoose={setChosen} />
      )}
      {fields.map((name) => (
        <EvidenceField
          key={name}
          name={name}
          needed={!step.optional?.includes(name)}
          value={typed[name] ?? ""}
          fault={act.faults[name]}
          onChange={set(name)}
        />
      ))}
      {possible ? (
        <Button
          type="submit"
          variant="contained"
          color={step.to === "cancelled" ? "error" : "primary"}
          loading={act.busy}
        >
          {translate(`orders.steps.${step.to}`)}
        </Button>
      ) : (
        <Alert severity="info" onClose={onDone}>
          {translate("orders.step_gone", { step: translate(`orders.steps.${step.to}`) })}
        </Alert>
      )}
    </ActForm>
  );
}

/** What is asked before an order is cancelled: the money goes back with it. */
function useCancelling({ refundable }: Order): Asked {
  const translate = useTranslate();
  const locale = useLocale();
  const consequence = refundable.amount > 0 ? "cancel_refunds" : "cancel_unpaid";
  return {
    title: translate("orders.steps.cancelled"),
    consequence: translate(`orders.${consequence}`, { amount: formatMoney(refundable, locale) }),
    action: translate("orders.steps.cancelled"),
    danger: true,
  };
}
