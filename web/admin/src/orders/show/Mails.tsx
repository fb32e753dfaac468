import Typography from "@mui/material/Typography";
import { useTranslate } from "react-admin";
import { Panel } from "../../platform/Panel";
import { Time } from "../../platform/Time";
import type { Order } from "../order";

/** Lists parcels and the e-mails sent to the customer. */
export function Mails({ order }: { order: Order }) {
  const translate = useTranslate();
  return (
    <>
      {order.parcels.length > 0 && (
        <Panel title="orders.parcels">
          {order.parcels.map(({ carrier, tracking_number, tracking_url }) => (
            <Typography key={tracking_number}>
              {carrier}{" "}
              {tracking_url ? (
                <a href={tracking_url} rel="noreferrer" target="_blank">
                  {tracking_number}
                </a>
              ) : (
                tracking_number
              )}
            </Typography>
          ))}
        </Panel>
      )}
      <Panel title="orders.mails">
        {order.mails.length === 0 && (
          <Typography color="textSecondary">{translate("orders.no_mails")}</Typography>
        )}
        {order.mails.map((mail) => (
          <Typography key={mail.kind + mail.owed_since}>
            {translate(`orders.mail.${mail.kind}`)}:{" "}
            {mail.sent_at ? <Time at={mail.sent_at} /> : translate("orders.mail_owed")}
          </Typography>
        ))}
      </Panel>
    </>
  );
}
