import type { Schemas } from "@3d-things/api";
import Alert from "@mui/material/Alert";
import Typography from "@mui/material/Typography";
import { useTranslate } from "react-admin";
import { Panel } from "../platform/Panel";
import { Time } from "../platform/Time";
import type { Order } from "./order";

/** What happened to the order, by whom, and whether the trail is whole. */
export function Trail({ order }: { order: Order }) {
  const translate = useTranslate();
  return (
    <Panel title="orders.trail">
      <Alert severity={order.audit_intact ? "success" : "error"} sx={{ mb: 1 }}>
        {translate(order.audit_intact ? "orders.trail_intact" : "orders.trail_broken")}
      </Alert>
      <ol>
        {order.audit.map((entry) => (
          <li key={entry.seq}>
            <Typography component="div" variant="body2">
              <Time at={entry.at} /> · {actor(entry.actor, translate)}
              <br />
              {step(entry, translate)}
              {entry.reason && `: ${entry.reason}`}
            </Typography>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

type Translate = ReturnType<typeof useTranslate>;

function actor(by: Schemas["Actor"], translate: Translate): string {
  return by.kind === "admin" ? by.email : translate(`orders.actors.${by.kind}`);
}

function step({ action, from, to }: Schemas["AuditEntry"], translate: Translate): string {
  if (!from || !to) return translate(`orders.actions.${action}`, { _: action });
  return `${translate(`orders.states.${from}`)} → ${translate(`orders.states.${to}`)}`;
}
