/** Categories feature: names and display order. One document, replaced as a whole. */

import type { Schemas } from "@3d-things/api";
import LabelIcon from "@mui/icons-material/Label";
import { lazy } from "react";
import { unwrapWithVersion } from "../../platform/api";
import { rethrowAt } from "../../platform/faults";
import { dataProviderOf, type Feature } from "../../platform/feature";

type Category = Schemas["Category"];

/** The single record of this resource: all categories and the version they were read at. */
type Form = { id: "categories"; etag: string | undefined; categories: Category[] };

type Read = { data: { categories: Category[] }; etag: string | undefined };

const formOf = ({ data, etag }: Read): Form => ({ id: "categories", etag, categories: data.categories });

const rethrowAtInputs = rethrowAt(/^\/categories\/\d+\/(name|slug)(?=\/|$)/);

export const categories: Feature = {
  provider: (api) =>
    dataProviderOf({
      async getOne() {
        return { data: formOf(await unwrapWithVersion(api.GET("/admin/categories"))) as never };
      },
      async update(_resource, { data }) {
        const { etag, categories: all } = data as Form;
        const body = { categories: all.map(({ slug, name }) => ({ slug, name })) };
        const call = api.PUT("/admin/categories", { params: { header: { "If-Match": etag ?? "" } }, body });
        return { data: formOf(await unwrapWithVersion(call).catch(rethrowAtInputs)) as never };
      },
    }),
  resource: {
    name: "categories",
    icon: LabelIcon,
    options: { label: "categories.title" },
    list: lazy(() => import("./CategoriesPage")),
  },
};
