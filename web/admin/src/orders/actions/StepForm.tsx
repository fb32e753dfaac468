import { formatMoney, type Schemas } from "@3d-things/api";
import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import { useState } from "react";
import { useLocale, useTranslate } from "react-admin";
import { unwrap } from "../../platform/api";
import { useApi } from "../../platform/ApiContext";
import { type Confirmation, useConfirm } from "../../platform/Confirm";
import type { Order } from "../order";
import { fieldsOf, localNow, type Step, toEvidence } from "./evidence";
import { Choice, EvidenceField } from "./EvidenceField";
import { StaffActionForm } from "./StaffActionForm";
import { useOrderAction } from "./useOrderAction";

type Props = { order: Order; step: Step; onDone: () => void };

/**
 * Form of a transition with its evidence. It stays open when the transition is no longer allowed, so that input such
 * as a tracking number is not lost.
 */
export function StepForm({ order, step, onDone }: Props) {
  const translate = useTranslate();
  const api = useApi();
  const confirm = useConfirm();
  const cancelConfirmation = useCancelConfirmation(order);
  const action = useOrderAction();
  const [chosen, setChosen] = useState(step.needs_one_of?.[0]);
  const [typed, setTyped] = useState<Record<string, string>>({ delivered_at: localNow() });
  const fields = fieldsOf(step, chosen);
  const possible = order.allowed.some(({ to }) => to === step.to);

  const submit = async () => {
    if (!possible) return;
    if (step.to === "cancelled" && !(await confirm(cancelConfirmation))) return;
    const evidenceGiven = toEvidence(fields, chosen, typed);
    const body: Schemas["TransitionRequest"] = { to: step.to, version: order.version, ...evidenceGiven };
    const params = { path: { id: order.id } };
    const call = () => unwrap(api.POST("/admin/orders/{id}/transitions", { params, body }));
    if (await action.run(call, fields)) onDone();
  };
  const set = (name: string) => (value: string) => setTyped((before) => ({ ...before, [name]: value }));
  return (
    <StaffActionForm action={{ ...action, conflict: action.conflict || !possible }} onSend={submit}>
      {step.needs_one_of && chosen && (
        <Choice names={step.needs_one_of} chosen={chosen} onChoose={setChosen} />
      )}
      {fields.map((name) => (
        <EvidenceField
          key={name}
          name={name}
          needed={!step.optional?.includes(name)}
          value={typed[name] ?? ""}
          fault={action.faults[name]}
          onChange={set(name)}
        />
      ))}
      {possible ? (
        <Button
          type="submit"
          variant="contained"
          color={step.to === "cancelled" ? "error" : "primary"}
          loading={action.busy}
        >
          {translate(`orders.steps.${step.to}`)}
        </Button>
      ) : (
        <Alert severity="info" onClose={onDone}>
          {translate("orders.step_gone", { step: translate(`orders.steps.${step.to}`) })}
        </Alert>
      )}
    </StaffActionForm>
  );
}

/** Confirmation before a cancellation, which also refunds the payment. */
function useCancelConfirmation({ refundable }: Order): Confirmation {
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
