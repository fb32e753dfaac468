import type { Schemas } from "@3d-things/api";
import Alert from "@mui/material/Alert";
import Typography from "@mui/material/Typography";
import { useTranslate } from "react-admin";
import { withoutPassing } from "../../audit/cancelled";
import { OmittedEntries } from "../../audit/OmittedEntries";
import { Panel } from "../../platform/Panel";
import { Time } from "../../platform/Time";
import type { Order } from "../order";

/** Shows the order's audit trail and its verification. */
export function Timeline({ order }: { order: Order }) {
  const translate = useTranslate();
  return (
    <Panel title="orders.trail">
      <OmittedEntries first={order.audit[0]} />
      <Typography component="ol" variant="body2" sx={{ m: 0, pl: 3 }}>
        {withoutPassing(order.audit).map((entry) => (
          <li key={entry.seq}>
            <Time at={entry.at} /> · {actor(entry.actor, translate)}
            <br />
            {description(entry, translate)}
            {entry.reason && `: ${entry.reason}`}
          </li>
        ))}
      </Typography>
      {order.audit_intact ? (
        <Typography variant="caption" color="textSecondary" component="p" sx={{ mt: 1 }}>
          {translate("orders.trail_intact")}
        </Typography>
      ) : (
        <Alert severity="error" sx={{ mt: 1 }}>
          {translate("orders.trail_broken")}
        </Alert>
      )}
    </Panel>
  );
}

type Translate = ReturnType<typeof useTranslate>;

function actor(entryActor: Schemas["Actor"], translate: Translate): string {
  return entryActor.kind === "admin" ? entryActor.email : translate(`audit.actors.${entryActor.kind}`);
}

/** Describes an entry: the states before and after, or the action's name. */
function description({ action, from, to }: Schemas["AuditEntry"], translate: Translate): string {
  if (!from || !to) return translate(`audit.actions.${action}`, { _: action });
  return `${translate(`orders.states.${from}`)} → ${translate(`orders.states.${to}`)}`;
}
