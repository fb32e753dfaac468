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

type Props = { order: Order; parcel: number; onDone: () => void };

/** The tracking details of a parcel with the API's maximum lengths. */
const FIELDS = { carrier: 60, tracking_number: 80, tracking_url: 400 } as const;
type Field = keyof typeof FIELDS;

/** Corrects the carrier and tracking number of a parcel. */
export function ParcelForm({ order, parcel, onDone }: Props) {
  const translate = useTranslate();
  const api = useApi();
  const action = useOrderAction();
  const [typed, setTyped] = useState<Partial<Record<Field, string | null>>>(order.parcels[parcel] ?? {});
  const [notify, setNotify] = useState(true);
  const given = (field: Field) => typed[field]?.trim() ?? "";

  const submit = async () => {
    const body = {
      version: order.version,
      parcel,
      carrier: given("carrier"),
      tracking_number: given("tracking_number"),
      tracking_url: given("tracking_url") || null,
      notify,
    };
    const params = { path: { id: order.id } };
    const call = () => unwrap(api.PUT("/admin/orders/{id}/parcels", { params, body }));
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
      <CheckboxInput label={translate("orders.notify")} checked={notify} onChange={setNotify} />
      <Button type="submit" variant="contained" loading={action.busy}>
        {translate("orders.parcel_correct")}
      </Button>
    </StaffActionForm>
  );
}
