/** Products feature: variants, prices, images and 3D models. */

import CategoryIcon from "@mui/icons-material/ViewInAr";
import { lazy } from "react";
import { unwrap } from "../../platform/api";
import { Cursors } from "../../platform/cursor";
import { rethrowAt } from "../../platform/faults";
import { dataProviderOf, type Feature } from "../../platform/feature";
import { draftOf, type Form, formOf, type Product } from "./draft";
import { INPUTS } from "./faults";

/** Builds the `If-Match` header for a version. */
const ifMatch = (version: number) => ({ "If-Match": `"${String(version)}"` });

const rethrowAtInputs = rethrowAt(INPUTS);

export const products: Feature = {
  provider(api) {
    const cursors = new Cursors();
    return dataProviderOf({
      async getList(_resource, params) {
        const { q, category, active, archived } = params.filter as Record<
          string,
          string | boolean | undefined
        >;
        const { items, pageInfo } = await cursors.page(params, (cursor, limit) => {
          const query = {
            ...(q ? { q: String(q) } : {}),
            ...(category ? { category: String(category) } : {}),
            ...(active !== undefined && active !== "" ? { active: String(active) as "true" | "false" } : {}),
            ...(archived ? { archived: true } : {}),
            ...(cursor ? { cursor } : {}),
            limit,
          };
          return unwrap(api.GET("/admin/products", { params: { query } }));
        });
        return { data: items as never[], pageInfo };
      },
      async getOne(_resource, { id }) {
        const found = await unwrap(api.GET("/admin/products/{id}", { params: { path: { id: String(id) } } }));
        return { data: formOf(found) as never };
      },
      async create(_resource, { data }) {
        const created = await unwrap(api.POST("/admin/products", { body: draftOf(data as Form) })).catch(
          rethrowAtInputs,
        );
        return { data: formOf(created) as never };
      },
      async update(_resource, { id, data }) {
        const form = data as Form;
        const params = { path: { id: String(id) }, header: ifMatch(form.version) };
        const call = api.PUT("/admin/products/{id}", { params, body: draftOf(form) });
        const changed = await unwrap(call).catch(rethrowAtInputs);
        return { data: formOf(changed) as never };
      },
      async delete(_resource, { id, previousData }) {
        const params = {
          path: { id: String(id) },
          header: ifMatch((previousData as unknown as Product).version),
        };
        await unwrap(api.DELETE("/admin/products/{id}", { params }));
        return { data: previousData as never };
      },
    });
  },
  resource: {
    name: "products",
    icon: CategoryIcon,
    options: { label: "products.title" },
    list: lazy(() => import("./list/ProductList")),
    create: lazy(() => import("./edit/ProductCreate")),
    edit: lazy(() => import("./edit/ProductEdit")),
    recordRepresentation: (product: Product) => product.name,
  },
};
