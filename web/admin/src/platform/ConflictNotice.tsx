import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Stack from "@mui/material/Stack";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { HttpError, type RaRecord, useDataProvider, useResourceContext, useTranslate } from "react-admin";
import { useFormContext, useFormState } from "react-hook-form";
import { useNotifyError } from "./errors";
import { FULL_RECORD } from "./fullRecord";
import { merge, type Merged, same } from "./merge";

const CONFLICTS = new Set(["conflict", "precondition_failed", "version_mismatch"]);

/** Form fields that are metadata, not content. */
const METADATA = new Set(["id", "etag", "version", "audit", "archived_at"]);

/** True if the record was changed by somebody else since it was read. */
export function isConflict(error: unknown): boolean {
  const code: unknown = error instanceof HttpError ? error.body?.code : undefined;
  return typeof code === "string" && CONFLICTS.has(code);
}

/** Lets the user load the current version after a conflict, with or without their own changes. */
export function ConflictNotice({ onDone }: { onDone: () => void }) {
  const translate = useTranslate();
  const problem = useNotifyError();
  const load = useLoad();
  const [messages, setMessages] = useState<string[]>([]);

  const run = async (keep: boolean) => {
    const report = await load(keep);
    if (report.length > 0) setMessages(report);
    else onDone();
  };
  const button = (keep: boolean) => () => void run(keep).catch(problem);
  if (messages.length > 0) {
    return (
      <FocusedAlert key="met" onClose={onDone}>
        {messages.map((message) => (
          <div key={message}>{message}</div>
        ))}
      </FocusedAlert>
    );
  }
  return (
    <FocusedAlert key="message">
      {translate("common.conflict.message")}
      <Stack direction="row" useFlexGap sx={{ flexWrap: "wrap", gap: 1, marginTop: 1 }}>
        <Button variant="contained" size="small" onClick={button(true)}>
          {translate("common.conflict.keep")}
        </Button>
        <Button color="inherit" size="small" onClick={button(false)}>
          {translate("common.conflict.discard")}
        </Button>
      </Stack>
    </FocusedAlert>
  );
}

/** Loads the current version, merges the user's changes into it if asked to, and returns messages about conflicts. */
function useLoad(): (keep: boolean) => Promise<string[]> {
  const data = useDataProvider();
  const resource = useResourceContext() ?? "";
  const { getValues, reset, setValue } = useFormContext<RaRecord>();
  // The merge base: the version first read, or the one merged last.
  const { defaultValues: base } = useFormState<RaRecord>();
  const report = useMergeReport();
  return async (keep) => {
    const ours = getValues();
    const { data: theirs } = await data.getOne(resource, { id: ours.id, meta: FULL_RECORD });
    reset(theirs);
    if (!keep) return [];
    const merged = merge(contentOf(base ?? {}), contentOf(ours), contentOf(theirs));
    for (const [name, value] of Object.entries(merged.value as RaRecord)) {
      if (!same(value, theirs[name])) setValue(name, value, { shouldDirty: true });
    }
    return report(merged);
  };
}

/** Reports conflicting and removed fields of a merge. */
function useMergeReport(): (merged: Merged) => string[] {
  const translate = useTranslate();
  const named = (path: readonly string[]) =>
    path.map((part) => translate(`audit.fields.${part}`, { _: part })).join(" › ");
  return (merged) =>
    (["contested", "removed"] as const)
      .filter((kind) => merged[kind].length > 0)
      .map((kind) => translate(`common.conflict.${kind}`, { fields: merged[kind].map(named).join(", ") }));
}

/** Warning that scrolls into view and takes the focus: the button that was pressed may be far below or gone. */
function FocusedAlert({ onClose, children }: { onClose?: () => void; children: ReactNode }) {
  const alert = useRef<HTMLDivElement>(null);
  useEffect(() => {
    alert.current?.scrollIntoView({ block: "center" });
    alert.current?.focus({ preventScroll: true });
  }, []);
  return (
    <Alert
      ref={alert}
      severity="warning"
      role="alert"
      tabIndex={-1}
      {...(onClose ? { onClose } : {})}
      sx={{ marginBottom: 2, width: "100%" }}
    >
      {children}
    </Alert>
  );
}

/** Returns the document without metadata. */
function contentOf(form: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(form).filter(([name]) => !METADATA.has(name)));
}
