/** A feature of the back office: its data provider and lazily loaded pages. */

import type { DataProvider, ResourceProps } from "react-admin";
import type { Api } from "./api";

export type Feature = {
  /** Creates the data provider of this resource. */
  provider: (api: Api) => DataProvider;
  /** Props of react-admin's `<Resource>`. */
  resource: ResourceProps;
};

/** Completes a data provider; methods that are not given throw. */
export function dataProviderOf(methods: Partial<DataProvider>): DataProvider {
  const missing = (method: string) => async () => {
    throw new Error(`${method} is not offered here`);
  };
  const names = [
    "getList",
    "getOne",
    "getMany",
    "getManyReference",
    "create",
    "update",
    "updateMany",
    "delete",
    "deleteMany",
  ] as const;
  const rest = Object.fromEntries(names.map((method) => [method, missing(method)]));
  return { ...rest, ...methods } as DataProvider;
}
