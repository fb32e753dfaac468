import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Stack from "@mui/material/Stack";
import { useState } from "react";
import {
  HttpError,
  type RaRecord,
  useDataProvider,
  useRecordContext,
  useResourceContext,
  useTranslate,
} from "react-admin";
import { useFormContext } from "react-hook-form";
import { type Kept, keptOver } from "./merge";
import { useProblem } from "./problems";
import { WHOLE } from "./whole";

const CONFLICTS = new Set(["conflict", "precondition_failed", "version_mismatch"]);

/** What a form holds beside what its author writes. */
const BOOKS = new Set(["id", "etag", "version", "audit", "archived_at"]);

/** Whether somebody else changed what is to be saved since it was read. */
export function isConflict(error: unknown): boolean {
  const code: unknown = error instanceof HttpError ? error.body?.code : undefined;
  return typeof code === "string" && CONFLICTS.has(code);
}

/** Offers the present version to a form that was refused because it had seen an older one. */
export function ChangedMeanwhile({ onDone }: { onDone: () => void }) {
  const translate = useTranslate();
  const problem = useProblem();
  const data = useDataProvider();
  const resource = useResourceContext() ?? "";
  const seen = useRecordContext();
  const { getValues, reset, setValue } = useFormContext<RaRecord>();
  const [contested, setContested] = useState<Kept[]>();

  const load = async (keep: boolean) => {
    if (!seen) return;
    const { data: present } = await data.getOne(resource, { id: seen.id, meta: WHOLE });
    const kept = keep ? keptOver(written(seen), written(getValues()), written(present)) : [];
    reset(present);
    for (const { path, value } of kept) setValue(path, value, { shouldDirty: true });
    const both = kept.filter((field) => field.contested);
    if (both.length > 0) setContested(both);
    else onDone();
  };
  if (contested) {
    const named = (path: string) =>
      path.split(".").map((part) => translate(`audit.fields.${part}`, { _: part }));
    const fields = contested.map(({ path }) => named(path).join(" › ")).join(", ");
    return (
      <Alert severity="warning" role="alert" onClose={onDone} sx={{ marginBottom: 2 }}>
        {translate("common.conflict.contested", { fields })}
      </Alert>
    );
  }
  return (
    <Alert severity="warning" role="alert" sx={{ marginBottom: 2 }}>
      {translate("common.conflict.told")}
      <Stack direction="row" useFlexGap sx={{ flexWrap: "wrap", gap: 1, marginTop: 1 }}>
        <Button variant="contained" size="small" onClick={() => void load(true).catch(problem)}>
          {translate("common.conflict.keep")}
        </Button>
        <Button color="inherit" size="small" onClick={() => void load(false).catch(problem)}>
          {translate("common.conflict.discard")}
        </Button>
      </Stack>
    </Alert>
  );
}

/** A document without what is not its author's. */
function written(form: RaRecord): Record<string, unknown> {
  return Object.fromEntries(Object.entries(form).filter(([name]) => !BOOKS.has(name)));
}
