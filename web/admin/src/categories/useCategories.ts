import { useQuery } from "@tanstack/react-query";
import { useApi } from "../platform/ApiContext";
import { ask } from "../platform/api";

/** The shop's categories, as choices of an input. */
export function useCategories(): { id: string; name: string }[] {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ["categories", "choices"],
    queryFn: () => ask(api.GET("/admin/categories")),
  });
  return (data?.categories ?? []).map(({ slug, name }) => ({ id: slug, name }));
}
