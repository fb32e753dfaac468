import type { Schemas } from "@3d-things/api";
import { useState } from "react";
import { useNotify, useRefresh } from "react-admin";
import { unwrap } from "../../../platform/api";
import { useApi } from "../../../platform/ApiContext";
import { useNotifyError } from "../../../platform/errors";

type Content = Pick<Schemas["Import"], "csv" | "products">;

/** State of an import: a dry run when the file is read, the import after confirmation. */
export function useImport() {
  const api = useApi();
  const notify = useNotify();
  const problem = useNotifyError();
  const refresh = useRefresh();
  const [busy, setBusy] = useState(false);
  const [content, setContent] = useState<Content>();
  const [report, setReport] = useState<Schemas["Report"]>();

  const send = async (committed: Content, dry_run: boolean) => {
    const body = { ...committed, dry_run };
    setReport(await unwrap(api.POST("/admin/products/import", { body })));
    setContent(committed);
    if (!dry_run) refresh();
  };
  const open = async (file: File) => {
    const committed = contentOf(file.name, await file.text());
    if (committed) await send(committed, true);
    else notify("products.import_no_json", { type: "error", messageArgs: { name: file.name } });
  };
  const run = (action: () => Promise<void>) => {
    setBusy(true);
    void action()
      .catch(problem)
      .finally(() => setBusy(false));
  };
  return {
    busy,
    report,
    read: (file: File) => run(() => open(file)),
    go: () => content && run(() => send(content, false)),
    close: () => setReport(undefined),
  };
}

/** Parses a file for the API; undefined if it is named JSON but invalid. */
export function contentOf(name: string, text: string): Content | undefined {
  if (!name.toLowerCase().endsWith(".json")) return { csv: text };
  try {
    return { products: JSON.parse(text) as NonNullable<Content["products"]> };
  } catch {
    return undefined;
  }
}
