/** Privacy requests: export and erasure of customer data. Nothing is cached or listed. */

import PrivacyTipIcon from "@mui/icons-material/PrivacyTip";
import { lazy } from "react";
import { dataProviderOf, type Feature } from "../platform/feature";

export const customers: Feature = {
  provider: () => dataProviderOf({}),
  resource: {
    name: "customers",
    icon: PrivacyTipIcon,
    options: { label: "customers.title" },
    list: lazy(() => import("./CustomersPage")),
  },
};
