import ReceiptLongIcon from "@mui/icons-material/ReceiptLong";
import { lazy } from "react";
import { Route } from "react-router-dom";
import { unwrap } from "../platform/api";
import { Cursors } from "../platform/cursor";
import { dataProviderOf, type Feature } from "../platform/feature";
import { type Filter, toQuery } from "./filter";
import type { Order } from "./order";

const PrintQueue = lazy(() => import("./list/PrintQueue"));

export const orders: Feature = {
  provider(api) {
    const cursors = new Cursors();
    const one = (id: string) => unwrap(api.GET("/admin/orders/{id}", { params: { path: { id } } }));
    return dataProviderOf({
      async getList(_resource, params) {
        const { items, pageInfo } = await cursors.page(params, (cursor, limit) => {
          const query = {
            ...toQuery(params.filter as Filter),
            limit,
            ...(cursor ? { cursor } : {}),
          };
          return unwrap(api.GET("/admin/orders", { params: { query } }));
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
    list: lazy(() => import("./list/OrderList")),
    show: lazy(() => import("./show/OrderShow")),
    children: <Route path="queue" element={<PrintQueue />} />,
    recordRepresentation: (order: Order) => order.number ?? order.id,
  },
};
