import HistoryIcon from "@mui/icons-material/History";
import { lazy } from "react";
import { unwrap } from "../platform/api";
import { Cursors } from "../platform/cursor";
import { dataProviderOf, type Feature } from "../platform/feature";
import { type Filter, toQuery } from "./filter";

export const audit: Feature = {
  provider(api) {
    const cursors = new Cursors();
    return dataProviderOf({
      async getList(_resource, params) {
        const query = toQuery(params.filter as Filter);
        const { items, pageInfo } = await cursors.page(params, (cursor, limit) =>
          unwrap(api.GET("/admin/audit", { params: { query: { ...query, limit, cursor } } })),
        );
        const data = items.map((entry) => ({ ...entry, id: `${entry.subject} ${entry.seq}` }));
        return { data: data as never[], pageInfo };
      },
    });
  },
  resource: {
    name: "audit",
    icon: HistoryIcon,
    options: { label: "audit.title" },
    list: lazy(() => import("./AuditPage")),
  },
};
