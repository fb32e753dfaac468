import type { Schemas } from "@3d-things/api";
import Typography from "@mui/material/Typography";
import { useTranslate } from "react-admin";
import { read } from "../audit/changes";
import { Evidence } from "../audit/Evidence";
import { Panel } from "../platform/Panel";
import { Time } from "../platform/Time";

type Entry = Schemas["AuditEntry"];

/** What was changed, by whom, before and after; the newest first. */
export function ProductTrail({ entries }: { entries: readonly Entry[] }) {
  const translate = useTranslate();
  if (entries.length === 0) return null;
  return (
    <Panel title="products.trail">
      <details>
        <summary>{translate("products.trail_show", { smart_count: entries.length })}</summary>
        {entries.toReversed().map((entry) => (
          <Changes key={entry.seq} entry={entry} />
        ))}
      </details>
    </Panel>
  );
}

function Changes({ entry }: { entry: Entry }) {
  const translate = useTranslate();
  const { actor } = entry;
  return (
    <section>
      <Typography sx={{ mt: 2 }}>
        {translate(`audit.actions.${entry.action}`, { _: entry.action })}, <Time at={entry.at} />
        {actor.kind === "admin" && `, ${actor.email}`}
      </Typography>
      <Evidence {...read(entry.evidence)} />
    </section>
  );
}
