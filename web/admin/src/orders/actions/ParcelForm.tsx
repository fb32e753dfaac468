import Button from "@mui/material/Button";
import { useState } from "react";
import { useTranslate } from "react-admin";
import { unwrap } from "../../platform/api";
import { useApi } from "../../platform/ApiContext";
import type { Order } from "../order";
import { CheckboxInput } from "./CheckboxInput";
import { StaffActionForm } from "./StaffActionForm";
import { TextInput } from "./TextInput";
import { useOrderAction } from "./useOrderAction";

/** `parcel` is the position of the parcel to correct; without it, a new one is sent. */
type Props = { order: Order; parcel?: number; onDone: () => void };

/** The tracking details of a parcel with the API's maximum lengths. */
const FIELDS = { carrier: 60, tracking_number: 80, tracking_url: 400 } as const;
type Field = keyof typeof FIELDS;

/** Corrects the carrier and tracking number of a parcel, or sends a part of the order in a new one. */
export function ParcelForm({ order, parcel, onDone }: Props) {
  const translate = useTranslate();
  const api = useApi();
  const action = useOrderAction();
  const [typed, setTyped] = useState<Partial<Record<Field, string | null>>>(
    parcel === undefined ? {} : (order.parcels[parcel] ?? {}),
  );
  const [notify, setNotify] = useState(true);
  const [override, setOverride] = useState(false);
  const given = (field: Field) => typed[field]?.trim() ?? "";

  const submit = async () => {
    const details = {
      version: order.version,
      carrier: given("carrier"),
      tracking_number: given("tracking_number"),
      tracking_url: given("tracking_url") || null,
    };
    const params = { path: { id: order.id } };
    const send = () => {
      const body = { ...details, override_payment_hold: override };
      return unwrap(api.POST("/admin/orders/{id}/parcels", { params, body }));
    };
    const correct = (place: number) => {
      const body = { ...details, parcel: place, notify };
      return unwrap(api.PUT("/admin/orders/{id}/parcels", { params, body }));
    };
    const call = () => (parcel === undefined ? send() : correct(parcel));
    if (await action.run(call, Object.keys(FIELDS))) onDone();
  };
  return (
    <StaffActionForm action={action} onSend={submit}>
      {(Object.keys(FIELDS) as Field[]).map((field) => (
        <TextInput
          key={field}
          label={translate(`orders.evidence.${field}`)}
          value={typed[field] ?? ""}
          max={FIELDS[field]}
          required={field !== "tracking_url"}
          fault={action.faults[field]}
          onChange={(value) => setTyped((before) => ({ ...before, [field]: value }))}
        />
      ))}
      {parcel !== undefined && (
        <CheckboxInput label={translate("orders.notify")} checked={notify} onChange={setNotify} />
      )}
      {parcel === undefined && isHeld(order) && (
        <CheckboxInput
          label={translate("orders.evidence.override_payment_hold")}
          checked={override}
          onChange={setOverride}
        />
      )}
      <Button type="submit" variant="contained" loading={action.busy}>
        {translate(parcel === undefined ? "orders.parcel_send" : "orders.parcel_correct")}
      </Button>
    </StaffActionForm>
  );
}

/** True if the payment was reversed, so that shipping needs the override. */
function isHeld({ allowed }: Order): boolean {
  return allowed.some(({ to, needs }) => to === "shipped" && needs.includes("override_payment_hold"));
}
