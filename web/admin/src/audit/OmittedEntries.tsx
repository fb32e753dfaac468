import type { Schemas } from "@3d-things/api";
import Typography from "@mui/material/Typography";
import { useTranslate } from "react-admin";

/** Says how many entries are before the first one: a long trail is shown without its oldest entries. */
export function OmittedEntries({ first }: { first: Schemas["AuditEntry"] | undefined }) {
  const translate = useTranslate();
  if (!first || first.seq <= 1) return null;
  return (
    <Typography variant="caption" color="textSecondary" component="p" sx={{ mb: 1 }}>
      {translate("audit.omitted", { smart_count: first.seq - 1 })}
    </Typography>
  );
}
