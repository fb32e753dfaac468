import Box from "@mui/material/Box";
import type { ReactNode } from "react";
import { BooleanInput, required, TextInput } from "react-admin";
import { useFormContext } from "react-hook-form";
import { MoneyInput } from "../../../platform/Money";
import { Panel } from "../../../platform/Panel";
import { CategoryInput } from "../../categories/CategoryInput";
import { slugOf } from "../draft";
import { FormPreview } from "../Preview";
import { Exclusions } from "./Exclusions";
import { Images } from "./Images";
import { Variants } from "./Variants";

type Props = {
  currency: string;
  /** The upload area; a product that is not saved yet has none. */
  upload?: ReactNode;
};

export function ProductFields({ currency, upload }: Props) {
  const fresh = !upload;
  const { setValue, getFieldState } = useFormContext();
  const name = (event: { target: { value: string } } | string) => {
    const typed = typeof event === "string" ? event : event.target.value;
    if (fresh && !getFieldState("slug").isDirty) setValue("slug", slugOf(typed));
  };
  return (
    <Box sx={{ display: "grid", gap: 2, width: "100%", gridTemplateColumns: "minmax(0, 1fr)" }}>
      <Panel title="products.basics">
        <Box sx={{ display: "grid", columnGap: 2, gridTemplateColumns: { md: "1fr 1fr" } }}>
          <TextInput source="name" label="products.name" validate={required()} onChange={name} />
          <TextInput
            source="slug"
            label="products.slug"
            validate={required()}
            helperText={fresh ? false : "products.slug_help"}
          />
          <CategoryInput source="category" label="products.category" validate={required()} />
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
      <FormPreview currency={currency} />
      <Images upload={upload} />
    </Box>
  );
}
