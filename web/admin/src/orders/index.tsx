/** Orders: what was bought, and its way to the customer. */

import ReceiptLongIcon from "@mui/icons-material/ReceiptLong";
import { lazy } from "react";
import { Route } from "react-router-dom";
import { ask } from "../platform/api";
import { Cursors } from "../platform/cursor";
import { type Feature, provides } from "../platform/feature";
import { asked, type Filter } from "./filter";
import type { Order } from "./order";

const PrintQueue = lazy(() => import("./PrintQueue"));

export const orders: Feature = {
  provider(api) {
    const cursors = new Cursors();
    const one = (id: string) => ask(api.GET("/admin/orders/{id}", { params: { path: { id } } }));
    return provides({
      async getList(_resource, params) {
        const { items, pageInfo } = await cursors.page(params, (cursor, limit) => {
          const query = {
            ...asked(params.filter as Filter),
            limit,
            ...(cursor ? { cursor } : {}),
          };
          return ask(api.GET("/admin/orders", { params: { query } }));
        });
        return { data: items as never[], pageInfo };
      },
      async getOne(_resource, params) {
        return { data: (await one(String(params.id))) as never };
      },
    });
  },
  resource: {
    name: "orders",
    icon: ReceiptLongIcon,
    options: { label: "orders.title" },
    list: lazy(() => import("./OrderList")),
    show: lazy(() => import("./OrderShow")),
    children: <Route path="queue" element={<PrintQueue />} />,
    recordRepresentation: (order: Order) => order.number ?? order.id,
  },
};
