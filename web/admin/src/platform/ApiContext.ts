/** Gives components the API for calls outside of react-admin's resources: transitions, refunds, uploads. */

import { createContext, useContext } from "react";
import type { Api } from "./api";

export const ApiContext = createContext<Api | undefined>(undefined);

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error("used outside of the back office");
  return api;
}
