import Box from "@mui/material/Box";
import { BooleanInput, required, SelectInput, TextInput } from "react-admin";
import { useFormContext } from "react-hook-form";
import { useCategories } from "../categories/useCategories";
import { MoneyInput } from "../platform/Money";
import { Panel } from "../platform/Panel";
import { slugOf } from "./draft";
import { Exclusions } from "./Exclusions";
import { Images } from "./Images";
import { Preview } from "./Preview";
import { Variants } from "./Variants";

/** All of a product. */
export function ProductFields({ currency, fresh = false }: { currency: string; fresh?: boolean }) {
  const categories = useCategories();
  const { setValue, getFieldState } = useFormContext();
  const name = (event: { target: { value: string } } | string) => {
    const typed = typeof event === "string" ? event : event.target.value;
    if (fresh && !getFieldState("slug").isDirty) setValue("slug", slugOf(typed));
  };
  return (
    <Box sx={{ display: "grid", gap: 2, width: "100%" }}>
      <Panel title="products.basics">
        <Box sx={{ display: "grid", columnGap: 2, gridTemplateColumns: { md: "1fr 1fr" } }}>
          <TextInput source="name" label="products.name" validate={required()} onChange={name} />
          <TextInput
            source="slug"
            label="products.slug"
            validate={required()}
            helperText="products.slug_help"
          />
          <SelectInput
            source="category"
            label="products.category"
            choices={categories}
            translateChoice={false}
            validate={required()}
          />
          <MoneyInput source="base_price" label="products.base_price" currency={currency} required />
        </Box>
        <TextInput
          source="description"
          label="products.description"
          multiline
          minRows={4}
          validate={required()}
        />
        <BooleanInput source="active" label="products.active" helperText="products.active_help" />
      </Panel>
      <Variants currency={currency} />
      <Exclusions />
      <Preview currency={currency} />
      <Images fresh={fresh} />
    </Box>
  );
}
