import { SelectInput, type SelectInputProps } from "react-admin";
import { LoadFailed } from "../../platform/LoadFailed";
import { useCategories } from "./useCategories";

/** Chooses one of the categories; where they could not be loaded it says so, instead of offering none. */
export function CategoryInput(props: Pick<SelectInputProps, "source" | "label" | "validate">) {
  const { choices, error, isPending, refetch } = useCategories();
  if (error && choices.length === 0) return <LoadFailed error={error} onRetry={() => void refetch()} />;
  return <SelectInput {...props} choices={choices} isPending={isPending} translateChoice={false} />;
}
