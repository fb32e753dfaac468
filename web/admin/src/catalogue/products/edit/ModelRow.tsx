import DeleteIcon from "@mui/icons-material/Delete";
import ViewInArIcon from "@mui/icons-material/ViewInAr";
import IconButton from "@mui/material/IconButton";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { required, TextInput, useTranslate } from "react-admin";
import { useFormContext, useWatch } from "react-hook-form";
import type { Form } from "../draft";

/** The product's 3D model; a new upload replaces it. */
export function ModelRow() {
  const translate = useTranslate();
  const { setValue } = useFormContext<Form>();
  const model = useWatch<Form, "model">({ name: "model" });
  if (!model) return null;
  return (
    <Stack direction="row" sx={{ columnGap: 2, mt: 2, alignItems: "center", flexWrap: "wrap" }}>
      <ViewInArIcon aria-hidden sx={{ width: 96, fontSize: 48 }} />
      <TextInput
        source="model.alt"
        label="products.model_alt"
        helperText="products.model_help"
        validate={required()}
        sx={{ flex: "1 1 14rem", width: "auto" }}
      />
      <Typography component="a" href={model.path} download>
        {translate("products.model_file")}
      </Typography>
      <IconButton
        aria-label={translate("products.remove_model")}
        onClick={() => setValue("model", null, { shouldDirty: true })}
      >
        <DeleteIcon />
      </IconButton>
    </Stack>
  );
}
