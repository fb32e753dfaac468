import InputAdornment from "@mui/material/InputAdornment";
import { TextInput, useInput, useTranslate, useWrappedSource } from "react-admin";
import { useWatch } from "react-hook-form";

/** Initial colour of the picker. */
const NONE = "#888888";

/** Colour input: a picker and a `#rrggbb` field. Sizes and materials have none. */
export function SwatchInput({ source }: { source: string }) {
  const translate = useTranslate();
  const { field } = useInput({ source });
  const type: unknown = useWatch({ name: useWrappedSource(source.replace("swatch", "type")) });
  const colour = typeof field.value === "string" && /^#[0-9a-f]{6}$/i.test(field.value) ? field.value : NONE;
  const picker = (
    <InputAdornment position="start">
      <input
        type="color"
        aria-label={translate("products.pick_colour")}
        value={colour}
        onChange={(event) => field.onChange(event.target.value)}
        style={{ width: "1.8rem", height: "1.8rem", padding: 0, border: 0, background: "none" }}
      />
    </InputAdornment>
  );
  if (type !== "color") return null;
  return (
    <TextInput
      source={source}
      label="products.swatch"
      placeholder="#1fa5a0"
      helperText={false}
      slotProps={{ input: { startAdornment: picker } }}
      sx={{ flex: "0 0 8.5rem" }}
    />
  );
}
