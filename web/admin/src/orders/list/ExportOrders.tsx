import DownloadIcon from "@mui/icons-material/Download";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useCanAccess, useListContext, useLocale, useTranslate } from "react-admin";
import { useApi } from "../../platform/ApiContext";
import { downloadCsv } from "../../platform/downloadCsv";
import { useNotifyError } from "../../platform/errors";
import { type Filter, toExportQuery } from "../filter";

/** Exports the listed orders as one CSV file, fetched page by page. It contains no personal data. */
export function ExportOrders() {
  const translate = useTranslate();
  const api = useApi();
  const problem = useNotifyError();
  const locale = useLocale();
  const { canAccess } = useCanAccess({ resource: "orders", action: "export" });
  const { filterValues } = useListContext();
  const [busy, setBusy] = useState(false);
  const query = toExportQuery(filterValues as Filter);
  if (!canAccess) return null;

  const fetchAll = async () => {
    setBusy(true);
    await downloadCsv("orders.csv", locale, (from) => {
      const params = { query: { ...query, ...from } };
      return api.GET("/admin/orders/export", { params, parseAs: "text" });
    })
      .catch(problem)
      .finally(() => setBusy(false));
  };
  return (
    <>
      <Button
        startIcon={<DownloadIcon />}
        disabled={!query}
        loading={busy}
        aria-describedby="no-export"
        sx={{ minHeight: 48 }}
        onClick={() => void fetchAll()}
      >
        {translate("orders.export")}
      </Button>
      <Typography id="no-export" variant="caption" color="textSecondary" sx={{ alignSelf: "center" }}>
        {!query && translate("orders.no_export")}
      </Typography>
    </>
  );
}
