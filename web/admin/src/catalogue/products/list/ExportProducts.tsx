import DownloadIcon from "@mui/icons-material/Download";
import { useState } from "react";
import { Button, useLocale } from "react-admin";
import { unwrap } from "../../../platform/api";
import { useApi } from "../../../platform/ApiContext";
import { downloadCsv } from "../../../platform/downloadCsv";
import { downloadFile } from "../../../platform/downloadFile";
import { useNotifyError } from "../../../platform/errors";
import type { Draft } from "../draft";

/** Exports all products as CSV, or as the JSON that an import accepts. */
export function ExportProducts() {
  const api = useApi();
  const problem = useNotifyError();
  const locale = useLocale();
  const [busy, setBusy] = useState(false);
  const json = async () => {
    const all: Draft[] = [];
    let cursor: string | null | undefined;
    do {
      const params = { query: cursor ? { cursor } : {} };
      const page = await unwrap(api.GET("/admin/products/export", { params }));
      all.push(...page.items);
      cursor = page.next_cursor;
    } while (cursor);
    downloadFile("products.json", "application/json", [JSON.stringify(all, null, 2)]);
  };
  const csv = () =>
    downloadCsv("products.csv", locale, (query) =>
      api.GET("/admin/products/export/csv", { params: { query }, parseAs: "text" }),
    );
  const run = (action: () => Promise<void>) => () => {
    setBusy(true);
    void action()
      .catch(problem)
      .finally(() => setBusy(false));
  };
  return (
    <>
      <Button label="products.export_csv" disabled={busy} onClick={run(csv)}>
        <DownloadIcon />
      </Button>
      <Button label="products.export_json" disabled={busy} onClick={run(json)}>
        <DownloadIcon />
      </Button>
    </>
  );
}
