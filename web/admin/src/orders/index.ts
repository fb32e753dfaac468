/** Orders: what was bought, and its way to the customer. */

import { ListGuesser } from "react-admin";
import { ask } from "../platform/api";
import { Cursors } from "../platform/cursor";
import { type Feature, provides } from "../platform/feature";

export const orders: Feature = {
  provider(api) {
    const cursors = new Cursors();
    return provides({
      async getList(_resource, params) {
        const { items, pageInfo } = await cursors.page(params, (cursor, limit) =>
          ask(api.GET("/admin/orders", { params: { query: { limit, cursor } } })),
        );
        return { data: items as never[], pageInfo };
      },
    });
  },
  resource: { name: "orders", list: ListGuesser },
};
