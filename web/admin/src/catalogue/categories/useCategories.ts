import { useQuery } from "@tanstack/react-query";
import { unwrap } from "../../platform/api";
import { useApi } from "../../platform/ApiContext";

/** Loads the categories as choices of an input. */
export function useCategories() {
  const api = useApi();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ["categories", "choices"],
    queryFn: () => unwrap(api.GET("/admin/categories")),
    retry: false,
  });
  const choices = (data?.categories ?? []).map(({ slug, name }) => ({ id: slug, name }));
  return { choices, error, isPending, refetch };
}

/** Resolves a slug to the category's name, or returns the slug while it is unknown. */
export function useCategoryName(): (slug: string) => string {
  const { choices } = useCategories();
  return (slug) => choices.find(({ id }) => id === slug)?.name ?? slug;
}
