import type { ReactNode } from "react";
import { ListContextProvider, type ListControllerResult, useListContext } from "react-admin";
import { useLocation } from "react-router-dom";

/**
 * Ignores filter changes after the list was left. Search input is debounced; by then the user may have opened a
 * product, and the still mounted list would navigate back.
 */
export function IgnoreLateSearch({ children }: { children: ReactNode }) {
  const list = useListContext();
  const { pathname } = useLocation();
  const setFilters: ListControllerResult["setFilters"] = (...filters) => {
    if (window.location.pathname === pathname) list.setFilters(...filters);
  };
  return <ListContextProvider value={{ ...list, setFilters }}>{children}</ListContextProvider>;
}
