/** Settings feature: one document, replaced as a whole. */

import SettingsIcon from "@mui/icons-material/Settings";
import { lazy } from "react";
import { unwrapWithVersion } from "../../platform/api";
import { dataProviderOf, type Feature } from "../../platform/feature";
import { documentOf, faultsOf, type Form, formOf } from "./document";

export const settings: Feature = {
  provider: (api) =>
    dataProviderOf({
      async getOne() {
        return { data: formOf(await unwrapWithVersion(api.GET("/admin/settings"))) as never };
      },
      async update(_resource, { data }) {
        const header = { "If-Match": String(data["etag"]) };
        const body = documentOf(data as Form);
        const call = api.PUT("/admin/settings", { params: { header }, body });
        return { data: formOf(await unwrapWithVersion(call).catch(faultsOf)) as never };
      },
    }),
  resource: {
    name: "settings",
    icon: SettingsIcon,
    options: { label: "settings.title" },
    list: lazy(() => import("./SettingsPage")),
  },
};
