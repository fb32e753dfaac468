import { SelectInput, type SelectInputProps } from "react-admin";
import { LoadFailed } from "../../platform/LoadFailed";
import { useCategories } from "./useCategories";

/** Selects a category. If they could not be loaded it shows the error instead of an empty list. */
export function CategoryInput(props: Pick<SelectInputProps, "source" | "label" | "validate">) {
  const { choices, error, isPending, refetch } = useCategories();
  if (error && choices.length === 0) return <LoadFailed error={error} onRetry={() => void refetch()} />;
  return <SelectInput {...props} choices={choices} isPending={isPending} translateChoice={false} />;
}
