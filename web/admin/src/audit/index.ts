/** The audit trail: who changed what and when, and whether it is still what was written. */

import HistoryIcon from "@mui/icons-material/History";
import { lazy } from "react";
import { ask } from "../platform/api";
import { Cursors } from "../platform/cursor";
import { type Feature, provides } from "../platform/feature";
import { type Filter, queryOf } from "./filter";

export const audit: Feature = {
  provider(api) {
    const cursors = new Cursors();
    return provides({
      async getList(_resource, params) {
        const asked = queryOf(params.filter as Filter);
        const { items, pageInfo } = await cursors.page(params, (cursor, limit) =>
          ask(api.GET("/admin/audit", { params: { query: { ...asked, limit, cursor } } })),
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
