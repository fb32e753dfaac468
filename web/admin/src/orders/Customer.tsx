import type { Schemas } from "@3d-things/api";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useCanAccess, useTranslate } from "react-admin";
import { Panel } from "../platform/Panel";
import { Time } from "../platform/Time";
import type { Order } from "./order";

/** Who bought: shown on purpose only, and hidden again when the page is left, or before. */
export function Customer({ order }: { order: Order }) {
  const translate = useTranslate();
  const [shown, setShown] = useState(false);
  const { customer, erased_at } = order;
  return (
    <Panel title="orders.customer">
      {erased_at && (
        <Typography>
          {translate("orders.erased")} <Time at={erased_at} />
        </Typography>
      )}
      {!customer && !erased_at && <Unknown />}
      {customer && (
        <>
          <Button
            variant="outlined"
            aria-expanded={shown}
            onClick={() => setShown(!shown)}
            sx={{ mb: shown ? 1 : 0 }}
          >
            {translate(shown ? "orders.conceal" : "orders.reveal")}
          </Button>
          {shown && <Known customer={customer} />}
        </>
      )}
    </Panel>
  );
}

/** Why there is nobody: they are not known before they pay, and not told to everybody. */
function Unknown() {
  const translate = useTranslate();
  const { canAccess, isPending } = useCanAccess({ resource: "orders", action: "reveal" });
  if (isPending) return null;
  return (
    <Typography color="textSecondary">
      {translate(canAccess ? "orders.customer_unknown" : "orders.customer_withheld")}
    </Typography>
  );
}

function Known({ customer }: { customer: Schemas["Customer"] }) {
  const translate = useTranslate();
  const { name, email, phone, shipping_address, billing_address } = customer;
  return (
    <>
      {name && <Typography>{name}</Typography>}
      <Typography>
        <a href={`mailto:${email}`}>{email}</a>
      </Typography>
      {phone && <Typography>{phone}</Typography>}
      <Address title={translate("orders.shipping_address")} address={shipping_address} />
      <Address title={translate("orders.billing_address")} address={billing_address} />
    </>
  );
}

function Address({ title, address }: { title: string; address: Schemas["Address"] | null | undefined }) {
  if (!address) return null;
  const { line1, line2, postal_code, city, state, country } = address;
  const lines = [line1, line2, [postal_code, city].filter(Boolean).join(" "), state, country].filter(Boolean);
  return (
    <>
      <Typography variant="subtitle2" component="h3" sx={{ mt: 1 }}>
        {title}
      </Typography>
      <Typography sx={{ whiteSpace: "pre-line" }}>{lines.join("\n")}</Typography>
    </>
  );
}
