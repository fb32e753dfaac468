/** Privacy requests: what the shop knows of a customer, handed out or erased. Nothing of it is kept or listed. */

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
