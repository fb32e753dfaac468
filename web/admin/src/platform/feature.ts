/** What a feature of the back office gives: a part of the data provider, and its pages, loaded when they are opened. */

import type { DataProvider, ResourceProps } from "react-admin";
import type { Api } from "./api";

export type Feature = {
  /** Its part of the data provider, for its own resource. */
  provider: (api: Api) => DataProvider;
  /** Name, icon and pages as react-admin's `<Resource>` takes them. */
  resource: ResourceProps;
};

/** A data provider of what a feature can do; everything else says that there is no such thing. */
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
