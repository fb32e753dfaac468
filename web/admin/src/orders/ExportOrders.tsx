import DownloadIcon from "@mui/icons-material/Download";
import { useState } from "react";
import { Button, useListContext } from "react-admin";
import { useApi } from "../platform/ApiContext";
import { askWithHeaders } from "../platform/api";
import { nextCursor } from "../platform/link";
import { save } from "../platform/save";
import { useProblem } from "../platform/problems";
import { asked } from "./filter";

/** The orders of the list as one CSV file, fetched page by page. There is nothing personal in it. */
export function ExportOrders() {
  const api = useApi();
  const problem = useProblem();
  const { filterValues } = useListContext();
  const [pages, setPages] = useState<number>();
  const fetchAll = async () => {
    const { state, from, to } = asked(filterValues as Record<string, unknown>);
    const query = { ...(state ? { state } : {}), ...(from ? { from } : {}), ...(to ? { to } : {}) };
    const texts: string[] = [];
    let cursor: string | undefined;
    do {
      setPages(texts.length);
      const params = { query: { ...query, ...(cursor ? { cursor } : {}) } };
      const { data, headers } = await askWithHeaders(
        api.GET("/admin/orders/export", { params, parseAs: "text" }),
      );
      texts.push(data as string);
      cursor = nextCursor(headers.get("link"));
    } while (cursor);
    save("orders.csv", "text/csv", texts);
  };
  return (
    <Button
      label="orders.export"
      disabled={pages !== undefined}
      onClick={() =>
        void fetchAll()
          .catch(problem)
          .finally(() => setPages(undefined))
      }
    >
      <DownloadIcon />
    </Button>
  );
}
