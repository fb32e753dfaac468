/** Categories: their names, and the order in which customers see them. */

import LabelIcon from "@mui/icons-material/Label";
import { lazy } from "react";
import { type Feature, provides } from "../platform/feature";

export const categories: Feature = {
  provider: () => provides({}),
  resource: {
    name: "categories",
    icon: LabelIcon,
    options: { label: "categories.title" },
    list: lazy(() => import("./CategoriesPage")),
  },
};
