/** The shop's settings: one document, replaced as a whole. */

import SettingsIcon from "@mui/icons-material/Settings";
import { lazy } from "react";
import { askWithVersion } from "../platform/api";
import { type Feature, provides } from "../platform/feature";
import { documentOf, type Form, faultsOf, formOf } from "./document";

export const settings: Feature = {
  provider: (api) =>
    provides({
      async getOne() {
        return { data: formOf(await askWithVersion(api.GET("/admin/settings"))) as never };
      },
      async update(_resource, { data }) {
        const header = { "If-Match": String(data["etag"]) };
        const body = documentOf(data as Form);
        const call = api.PUT("/admin/settings", { params: { header }, body });
        return { data: formOf(await askWithVersion(call).catch(faultsOf)) as never };
      },
    }),
  resource: {
    name: "settings",
    icon: SettingsIcon,
    options: { label: "settings.title" },
    list: lazy(() => import("./SettingsPage")),
  },
};
