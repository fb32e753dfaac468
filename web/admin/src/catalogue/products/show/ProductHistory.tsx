import type { Schemas } from "@3d-things/api";
import Typography from "@mui/material/Typography";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslate } from "react-admin";
import { parseEvidence } from "../../../audit/changes";
import { Evidence } from "../../../audit/Evidence";
import { OmittedEntries } from "../../../audit/OmittedEntries";
import { unwrap } from "../../../platform/api";
import { useApi } from "../../../platform/ApiContext";
import { LoadFailed } from "../../../platform/LoadFailed";
import { Panel } from "../../../platform/Panel";
import { Time } from "../../../platform/Time";
import type { Form } from "../draft";

type Entry = Schemas["AuditEntry"];

/** Lists the product's audit entries, newest first. */
export function ProductHistory({ product }: { product: Form }) {
  const translate = useTranslate();
  const { data: entries = [], error, refetch } = useHistory(product);
  if (error) return <LoadFailed error={error} onRetry={() => void refetch()} />;
  if (entries.length === 0) return null;
  return (
    <Panel title="products.trail">
      <details>
        <summary>{translate("products.trail_show", { smart_count: entries.length })}</summary>
        {entries.toReversed().map((entry) => (
          <Changes key={entry.seq} entry={entry} />
        ))}
        <OmittedEntries first={entries[0]} />
      </details>
    </Panel>
  );
}

/** Uses the trail that comes with a read product; after a save it is missing and loaded separately. */
function useHistory({ id, version, audit }: Form) {
  const api = useApi();
  return useQuery({
    queryKey: ["products", "trail", id, version],
    queryFn: async () => (await unwrap(api.GET("/admin/products/{id}", { params: { path: { id } } }))).audit,
    initialData: audit ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });
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
      <Evidence {...parseEvidence(entry.evidence)} />
    </section>
  );
}
