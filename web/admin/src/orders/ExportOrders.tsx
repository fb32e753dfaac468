import DownloadIcon from "@mui/icons-material/Download";
import { useState } from "react";
import { Button, useListContext } from "react-admin";
import { useApi } from "../platform/ApiContext";
import { saveCsv } from "../platform/csv";
import { useProblem } from "../platform/problems";
import { asked } from "./filter";

/** The orders of the list as one CSV file, fetched page by page. There is nothing personal in it. */
export function ExportOrders() {
  const api = useApi();
  const problem = useProblem();
  const { filterValues } = useListContext();
  const [busy, setBusy] = useState(false);
  const fetchAll = async () => {
    setBusy(true);
    const { state, from, to } = asked(filterValues as Record<string, unknown>);
    const query = { ...(state ? { state } : {}), ...(from ? { from } : {}), ...(to ? { to } : {}) };
    await saveCsv("orders.csv", (from) => {
      const params = { query: { ...query, ...from } };
      return api.GET("/admin/orders/export", { params, parseAs: "text" });
    });
  };
  return (
    <Button
      label="orders.export"
      disabled={busy}
      onClick={() =>
        void fetchAll()
          .catch(problem)
          .finally(() => setBusy(false))
      }
    >
      <DownloadIcon />
    </Button>
  );
}
