import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Stack from "@mui/material/Stack";
import { useState } from "react";
import { HttpError, useDataProvider, useRecordContext, useTranslate } from "react-admin";
import { useFormContext } from "react-hook-form";
import { useProblem } from "../platform/problems";
import type { Form } from "./document";
import { type Kept, keptOver } from "./merge";

/** Whether somebody else changed the settings since they were read. */
export function isConflict(error: unknown): boolean {
  const code = error instanceof HttpError ? error.body?.code : undefined;
  return code === "conflict" || code === "precondition_failed";
}

/** Offers the present version of the settings to a form that was refused because it had seen an older one. */
export function ChangedMeanwhile({ onDone }: { onDone: () => void }) {
  const translate = useTranslate();
  const problem = useProblem();
  const data = useDataProvider();
  const seen = useRecordContext<Form>();
  const { getValues, reset, setValue } = useFormContext();
  const [contested, setContested] = useState<Kept[]>();

  const load = async (keep: boolean) => {
    try {
      const { data: present } = await data.getOne<Form>("settings", { id: "settings" });
      const kept =
        keep && seen ? keptOver(content(seen), content(getValues() as Form), content(present)) : [];
      reset(present);
      for (const { path, value } of kept) setValue(path, value, { shouldDirty: true });
      const both = kept.filter((field) => field.contested);
      if (both.length > 0) setContested(both);
      else onDone();
    } catch (error) {
      problem(error);
    }
  };
  if (contested) {
    const named = (path: string) =>
      path.split(".").map((part) => translate(`audit.fields.${part}`, { _: part }));
    const fields = contested.map(({ path }) => named(path).join(" › ")).join(", ");
    return (
      <Alert severity="warning" role="alert" onClose={onDone} sx={{ marginBottom: 2 }}>
        {translate("settings.conflict.contested", { fields })}
      </Alert>
    );
  }
  return (
    <Alert severity="warning" role="alert" sx={{ marginBottom: 2 }}>
      {translate("settings.conflict.told")}
      <Stack direction="row" useFlexGap sx={{ flexWrap: "wrap", gap: 1, marginTop: 1 }}>
        <Button variant="contained" size="small" onClick={() => load(true)}>
          {translate("settings.conflict.keep")}
        </Button>
        <Button color="inherit" size="small" onClick={() => load(false)}>
          {translate("settings.conflict.discard")}
        </Button>
      </Stack>
    </Alert>
  );
}

/** The document without what is not the shop's. */
function content({ id: _id, etag: _etag, ...settings }: Form): Record<string, unknown> {
  return settings;
}
