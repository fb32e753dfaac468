import type { Schemas } from "@3d-things/api";
import Button from "@mui/material/Button";
import LinearProgress from "@mui/material/LinearProgress";
import Typography from "@mui/material/Typography";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useCanAccess, useTranslate } from "react-admin";
import { unwrap } from "../../platform/api";
import { useApi } from "../../platform/ApiContext";
import { LoadFailed } from "../../platform/LoadFailed";
import { Panel } from "../../platform/Panel";
import { Time } from "../../platform/Time";
import { AddressForm } from "../actions/AddressForm";
import type { Order } from "../order";
import { localityLines } from "./locality";

/** Customer data is loaded only on request, and dropped when the page is left. */
export function Customer({ order }: { order: Order }) {
  return (
    <Panel title="orders.customer">
      <CustomerPanel order={order} />
      {order.erasure_requested_at && !order.erased_at && <ErasureRequested at={order.erasure_requested_at} />}
    </Panel>
  );
}

/**
 * Customer data exists after payment and while a bank is to confirm it, is limited to some roles, and is erased after the
 * retention period.
 */
function CustomerPanel({ order }: { order: Order }) {
  const { number, state, payment, erased_at } = order;
  const { canAccess, isPending } = useCanAccess({ resource: "orders", action: "reveal" });
  if (erased_at) return <Erased at={erased_at} />;
  if (isPending) return null;
  if (!canAccess) return <NoCustomer message="withheld" />;
  const isUnderWay = state === "pending_payment" && number;
  return payment || isUnderWay ? <HiddenCustomer order={order} /> : <NoCustomer message="unknown" />;
}

function Erased({ at }: { at: string }) {
  const translate = useTranslate();
  return (
    <Typography>
      {translate("orders.erased")} <Time at={at} />
    </Typography>
  );
}

function ErasureRequested({ at }: { at: string }) {
  const translate = useTranslate();
  return (
    <Typography color="textSecondary">
      {translate("orders.erasure_requested")} <Time at={at} />
    </Typography>
  );
}

function NoCustomer({ message }: { message: "unknown" | "withheld" }) {
  const translate = useTranslate();
  return <Typography color="textSecondary">{translate(`orders.customer_${message}`)}</Typography>;
}

function HiddenCustomer({ order }: { order: Order }) {
  const translate = useTranslate();
  const [shown, setShown] = useState(false);
  return (
    <>
      <Button
        variant="outlined"
        aria-expanded={shown}
        onClick={() => setShown(!shown)}
        sx={{ mb: shown ? 1 : 0 }}
      >
        {translate(shown ? "orders.conceal" : "orders.reveal")}
      </Button>
      <div aria-live="polite">{shown && <Details shown={order} />}</div>
    </>
  );
}

function Details({ shown }: { shown: Order }) {
  const translate = useTranslate();
  const { data: order, error, isPending, refetch } = useCustomer(shown.id);
  if (isPending) return <LinearProgress aria-label={translate("ra.page.loading")} />;
  if (error) return <LoadFailed error={error} onRetry={() => void refetch()} />;
  // The data may have been erased since the page was loaded.
  if (order.erased_at) return <Erased at={order.erased_at} />;
  if (!order.customer) return <NoCustomer message="unknown" />;
  return (
    <>
      <Person customer={order.customer} />
      <CorrectAddress order={shown} customer={order.customer} />
    </>
  );
}

/** The address can be corrected until the order is shipped. */
function CorrectAddress({ order, customer }: { order: Order; customer: Schemas["Customer"] }) {
  const translate = useTranslate();
  const [open, setOpen] = useState(false);
  if (!["payment_confirmed", "processing"].includes(order.state)) return null;
  if (open) return <AddressForm order={order} customer={customer} onDone={() => setOpen(false)} />;
  return (
    <Button size="small" onClick={() => setOpen(true)}>
      {translate("orders.address.open")}
    </Button>
  );
}

/** Loads the order with its customer, and caches it no longer than it is shown. */
function useCustomer(id: string) {
  const api = useApi();
  const params = { path: { id }, query: { customer: true } };
  return useQuery({
    queryKey: ["customer", id],
    queryFn: () => unwrap(api.GET("/admin/orders/{id}", { params })),
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

function Person({ customer }: { customer: Schemas["Customer"] }) {
  const translate = useTranslate();
  const { name, billing_name, email, phone, shipping_address, billing_address } = customer;
  return (
    <>
      {name && <Typography>{name}</Typography>}
      <Typography>
        <a href={`mailto:${email}`}>{email}</a>
      </Typography>
      {phone && <Typography>{phone}</Typography>}
      {billing_name && (
        <Typography>
          {translate("orders.billing_name")}: {billing_name}
        </Typography>
      )}
      <Address title={translate("orders.shipping_address")} address={shipping_address} />
      <Address title={translate("orders.billing_address")} address={billing_address} />
    </>
  );
}

function Address({ title, address }: { title: string; address: Schemas["Address"] | null | undefined }) {
  if (!address) return null;
  const { line1, line2, postal_code, city, state, country } = address;
  const locality = localityLines(country, city, state, postal_code);
  const lines = [line1, line2, ...locality, country].filter(Boolean);
  return (
    <>
      <Typography variant="subtitle2" component="h3" sx={{ mt: 1 }}>
        {title}
      </Typography>
      <Typography sx={{ whiteSpace: "pre-line" }}>{lines.join("\n")}</Typography>
    </>
  );
}
