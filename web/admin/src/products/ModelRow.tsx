import DeleteIcon from "@mui/icons-material/Delete";
import ViewInArIcon from "@mui/icons-material/ViewInAr";
import IconButton from "@mui/material/IconButton";
import Stack from "@mui/material/Stack";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useTranslate } from "react-admin";
import { useFormContext, useWatch } from "react-hook-form";
import type { Form } from "./draft";

/** The 3D model, if the product has one; another takes its place when it is dropped. */
export function ModelRow() {
  const translate = useTranslate();
  const { setValue } = useFormContext<Form>();
  const model = useWatch<Form, "model">({ name: "model" });
  if (!model) return null;
  const change = (changed: Form["model"]) => setValue("model", changed ?? null, { shouldDirty: true });
  return (
    <Stack direction="row" sx={{ gap: 2, mt: 2, alignItems: "center", flexWrap: "wrap" }}>
      <ViewInArIcon aria-hidden sx={{ width: 96, fontSize: 48 }} />
      <TextField
        size="small"
        label={translate("products.model_alt")}
        helperText={translate("products.model_help")}
        value={model.alt}
        onChange={(event) => change({ ...model, alt: event.target.value })}
        sx={{ flex: "1 1 14rem" }}
      />
      <Typography component="a" href={model.path} download>
        {translate("products.model_file")}
      </Typography>
      <IconButton aria-label={translate("products.remove_model")} onClick={() => change(null)}>
        <DeleteIcon />
      </IconButton>
    </Stack>
  );
}
