import type { ReactNode } from "react";
import { ListContextProvider, type ListControllerResult, useListContext } from "react-admin";
import { useLocation } from "react-router-dom";

/**
 * The list around it, which searches only while its own address is shown. What is typed is searched a moment later; by then
 * somebody may have opened what they saw, and the list, still there until that page has come, would call them back.
 */
export function IgnoreLateSearch({ children }: { children: ReactNode }) {
  const list = useListContext();
  const { pathname } = useLocation();
  const setFilters: ListControllerResult["setFilters"] = (...filters) => {
    if (window.location.pathname === pathname) list.setFilters(...filters);
  };
  return <ListContextProvider value={{ ...list, setFilters }}>{children}</ListContextProvider>;
}
