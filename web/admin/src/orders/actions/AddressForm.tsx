import type { Schemas } from "@3d-things/api";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslate } from "react-admin";
import { unwrap } from "../../platform/api";
import { useApi } from "../../platform/ApiContext";
import { CheckboxInput } from "./CheckboxInput";
import { StaffActionForm } from "./StaffActionForm";
import { TextInput } from "./TextInput";
import { useOrderAction } from "./useOrderAction";

type Props = { order: Schemas["AdminOrder"]; customer: Schemas["Customer"]; onDone: () => void };

/** The lines of an address with the API's maximum lengths; the first and `city` are required. */
const LINES = { line1: 120, line2: 120, postal_code: 20, city: 80, state: 80 } as const;
type Line = keyof typeof LINES;

/** Corrects the recipient and the shipping address, within the order's country. */
export function AddressForm({ order, customer, onDone }: Props) {
  const translate = useTranslate();
  const api = useApi();
  const client = useQueryClient();
  const action = useOrderAction();
  const collected = customer.shipping_address;
  const [name, setName] = useState(customer.name ?? "");
  const [lines, setLines] = useState<Partial<Record<Line, string | null>>>(collected ?? {});
  const [alsoBilling, setAlsoBilling] = useState(false);

  const submit = async () => {
    const given = (line: Line) => lines[line]?.trim() || null;
    const body: Schemas["AddressCorrection"] = {
      version: order.version,
      name: name.trim(),
      line1: given("line1") ?? "",
      line2: given("line2"),
      postal_code: given("postal_code"),
      city: given("city") ?? "",
      state: given("state"),
      country: order.country,
      also_billing: alsoBilling,
    };
    const params = { path: { id: order.id } };
    const call = () => unwrap(api.PUT("/admin/orders/{id}/shipping-address", { params, body }));
    if (!(await action.run(call, ["name", ...Object.keys(LINES)]))) return;
    await client.invalidateQueries({ queryKey: ["customer", order.id] });
    onDone();
  };
  return (
    <StaffActionForm action={action} onSend={submit}>
      <Typography color="textSecondary">
        {translate("orders.address.about", { country: order.country })}
      </Typography>
      <TextInput
        label={translate("orders.address.name")}
        value={name}
        max={120}
        required
        fault={action.faults["name"]}
        onChange={setName}
      />
      {(Object.keys(LINES) as Line[]).map((line) => (
        <TextInput
          key={line}
          label={translate(`orders.address.${line}`)}
          value={lines[line] ?? ""}
          max={LINES[line]}
          required={line === "line1" || line === "city"}
          fault={action.faults[line]}
          onChange={(value) => setLines((before) => ({ ...before, [line]: value }))}
        />
      ))}
      {!customer.billing_address && (
        <CheckboxInput
          label={translate("orders.address.also_billing")}
          checked={alsoBilling}
          onChange={setAlsoBilling}
        />
      )}
      <Button type="submit" variant="contained" loading={action.busy}>
        {translate("orders.address.save")}
      </Button>
    </StaffActionForm>
  );
}
