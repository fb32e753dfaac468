import type { Schemas } from "@3d-things/api";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useCanAccess, useTranslate } from "react-admin";
import { Panel } from "../../platform/Panel";
import { Time } from "../../platform/Time";
import { ParcelForm } from "../actions/ParcelForm";
import { ResendForm } from "../actions/ResendForm";
import type { Order } from "../order";

/** Lists parcels and the e-mails sent to the customer. */
export function Mails({ order }: { order: Order }) {
  const translate = useTranslate();
  return (
    <>
      {order.parcels.length > 0 && (
        <Panel title="orders.parcels">
          {order.parcels.map((parcel, place) => (
            <ParcelLine key={parcel.tracking_number} order={order} place={place} parcel={parcel} />
          ))}
        </Panel>
      )}
      <Panel title="orders.mails">
        {order.mails.length === 0 && (
          <Typography color="textSecondary">{translate("orders.no_mails")}</Typography>
        )}
        {order.mails.map((mail) => (
          <MailLine key={mail.name} order={order} mail={mail} />
        ))}
      </Panel>
    </>
  );
}

type ParcelProps = { order: Order; place: number; parcel: Schemas["Parcel"] };

/** Shows a parcel. Its tracking details can be corrected while it is on its way. */
function ParcelLine({ order, place, parcel: { carrier, tracking_number, tracking_url } }: ParcelProps) {
  const translate = useTranslate();
  const { canAccess } = useCanAccess({ resource: "orders", action: "correct" });
  const [open, setOpen] = useState(false);
  return (
    <Box sx={{ mb: 1 }}>
      <Typography>
        {carrier}{" "}
        {tracking_url ? (
          <a href={tracking_url} rel="noreferrer" target="_blank">
            {tracking_number}
          </a>
        ) : (
          tracking_number
        )}
      </Typography>
      {canAccess && ["processing", "shipped"].includes(order.state) && !open && (
        <Button size="small" onClick={() => setOpen(true)}>
          {translate("orders.parcel_correct")}
        </Button>
      )}
      {open && <ParcelForm order={order} parcel={place} onDone={() => setOpen(false)} />}
    </Box>
  );
}

type LineProps = { order: Order; mail: Schemas["AdminMail"] };

/** Shows what became of a mail. One that has ended can be sent again. */
function MailLine({ order, mail }: LineProps) {
  const translate = useTranslate();
  const { canAccess } = useCanAccess({ resource: "orders", action: "note" });
  const failed = mail.status === "failed";
  return (
    <Box sx={{ mb: 1 }}>
      <Typography color={failed ? "error" : undefined}>
        {translate(`orders.mail.${mail.kind}`)}: <Outcome mail={mail} />
      </Typography>
      {canAccess && mail.status !== "owed" && hasRecipient(order) && <ResendForm order={order} mail={mail} />}
    </Box>
  );
}

/** The customer's data is removed on request, and when the bank does not confirm the payment. */
function hasRecipient({ state, payment, erased_at }: Order): boolean {
  return !erased_at && (state !== "cancelled" || Boolean(payment));
}

function Outcome({ mail: { status, sent_at, failure } }: Pick<LineProps, "mail">) {
  const translate = useTranslate();
  if (status === "sent" && sent_at) return <Time at={sent_at} />;
  if (status === "failed" && failure) return translate(`orders.mail_failures.${failure}`);
  return translate(`orders.mail_${status}`);
}
