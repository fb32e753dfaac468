/** Products: everything that customers can choose, and what it costs. */

import CategoryIcon from "@mui/icons-material/ViewInAr";
import { lazy } from "react";
import { ask } from "../platform/api";
import { Cursors } from "../platform/cursor";
import { type Feature, provides } from "../platform/feature";
import { rethrowAt } from "../platform/faults";
import { draftOf, type Form, formOf, type Product } from "./draft";
import { INPUTS } from "./faults";

/** A version as `If-Match` carries it. */
const tag = (version: number) => ({ "If-Match": `"${String(version)}"` });

const refused = rethrowAt(INPUTS);

export const products: Feature = {
  provider(api) {
    const cursors = new Cursors();
    return provides({
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
          return ask(api.GET("/admin/products", { params: { query } }));
        });
        return { data: items as never[], pageInfo };
      },
      async getOne(_resource, { id }) {
        const found = await ask(api.GET("/admin/products/{id}", { params: { path: { id: String(id) } } }));
        return { data: formOf(found) as never };
      },
      async create(_resource, { data }) {
        const made = await ask(api.POST("/admin/products", { body: draftOf(data as Form) })).catch(refused);
        return { data: formOf(made) as never };
      },
      async update(_resource, { id, data }) {
        const form = data as Form;
        const params = { path: { id: String(id) }, header: tag(form.version) };
        const call = api.PUT("/admin/products/{id}", { params, body: draftOf(form) });
        const changed = await ask(call).catch(refused);
        return { data: formOf(changed) as never };
      },
      async delete(_resource, { id, previousData }) {
        const params = {
          path: { id: String(id) },
          header: tag((previousData as unknown as Product).version),
        };
        await ask(api.DELETE("/admin/products/{id}", { params }));
        return { data: previousData as never };
      },
    });
  },
  resource: {
    name: "products",
    icon: CategoryIcon,
    options: { label: "products.title" },
    list: lazy(() => import("./ProductList")),
    create: lazy(() => import("./ProductCreate")),
    edit: lazy(() => import("./ProductEdit")),
    recordRepresentation: (product: Product) => product.name,
  },
};
