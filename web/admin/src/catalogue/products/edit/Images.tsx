import ArrowDownwardIcon from "@mui/icons-material/ArrowDownward";
import ArrowUpwardIcon from "@mui/icons-material/ArrowUpward";
import DeleteIcon from "@mui/icons-material/Delete";
import Box from "@mui/material/Box";
import IconButton from "@mui/material/IconButton";
import MenuItem from "@mui/material/MenuItem";
import Stack from "@mui/material/Stack";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { type DragEvent, type ReactNode, useState } from "react";
import { required, TextInput, useTranslate } from "react-admin";
import { useFormContext, useWatch } from "react-hook-form";
import { Panel } from "../../../platform/Panel";
import { type Form, type Image, namedVariants } from "../draft";
import { thumbnail } from "../thumbnail";
import { ModelRow } from "./ModelRow";

/** Lists the images, the main one first, and the upload area once the product exists. */
export function Images({ upload }: { upload?: ReactNode }) {
  const translate = useTranslate();
  const { setValue } = useFormContext<Form>();
  const images = useWatch<Form, "images">({ name: "images" }) ?? [];
  const [dragged, setDragged] = useState<number>();
  const change = (changed: Image[]) => setValue("images", changed, { shouldDirty: true });
  const moved = (from: number, to: number) => {
    const rest = images.filter((_, place) => place !== from);
    const image = images[from];
    if (image) change([...rest.slice(0, to), image, ...rest.slice(to)]);
  };
  return (
    <Panel title="products.pictures">
      <Stack component="ol" sx={{ gap: 2, pl: 0, listStyle: "none" }}>
        {images.map((image, place) => (
          <ImageRow
            key={image.path}
            image={image}
            place={place}
            last={place === images.length - 1}
            onChange={(changed) => change(images.map((other) => (other === image ? changed : other)))}
            onMove={(to) => moved(place, to)}
            onDrag={() => setDragged(place)}
            onDrop={() => {
              if (dragged !== undefined) moved(dragged, place);
              setDragged(undefined);
            }}
            onRemove={() => change(images.filter((other) => other !== image))}
          />
        ))}
      </Stack>
      {images.length > 1 && <Typography color="textSecondary">{translate("products.order_help")}</Typography>}
      <ModelRow />
      {upload ?? <Typography color="textSecondary">{translate("products.pictures_later")}</Typography>}
    </Panel>
  );
}

type RowProps = {
  image: Image;
  place: number;
  last: boolean;
  onChange: (image: Image) => void;
  onMove: (to: number) => void;
  onDrag: () => void;
  onDrop: () => void;
  onRemove: () => void;
};

function ImageRow({ image, place, last, onChange, onMove, onDrag, onDrop, onRemove }: RowProps) {
  const translate = useTranslate();
  const dropped = (event: DragEvent) => {
    // Dropped files are handled by the upload area.
    if (event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    onDrop();
  };
  return (
    <Stack
      component="li"
      direction="row"
      onDragOver={(event) => event.preventDefault()}
      onDrop={dropped}
      sx={{ columnGap: 2, alignItems: "center", flexWrap: "wrap" }}
    >
      <Box
        component="img"
        src={thumbnail(image)}
        alt={image.alt ?? ""}
        draggable
        onDragStart={onDrag}
        sx={{ cursor: "grab", width: 96, height: 96, objectFit: "cover", borderRadius: 1 }}
      />
      <TextInput
        source={`images.${String(place)}.alt`}
        label="products.alt"
        validate={required()}
        helperText={false}
        sx={{ flex: "1 1 14rem", width: "auto" }}
      />
      <VariantSelect image={image} onChange={onChange} />
      {place === 0 && <Typography>{translate("products.main_picture")}</Typography>}
      <Box sx={{ whiteSpace: "nowrap" }}>
        <IconButton
          aria-label={translate("products.move_up")}
          disabled={place === 0}
          onClick={() => onMove(place - 1)}
        >
          <ArrowUpwardIcon />
        </IconButton>
        <IconButton
          aria-label={translate("products.move_down")}
          disabled={last}
          onClick={() => onMove(place + 1)}
        >
          <ArrowDownwardIcon />
        </IconButton>
        <IconButton aria-label={translate("products.remove_picture")} onClick={onRemove}>
          <DeleteIcon />
        </IconButton>
      </Box>
    </Stack>
  );
}

/** Selects the variant that an image shows, if any. */
function VariantSelect({ image, onChange }: Pick<RowProps, "image" | "onChange">) {
  const translate = useTranslate();
  const variants = namedVariants(useWatch<Form, "variants">({ name: "variants" }) ?? []);
  const selectable = variants.some(({ key }) => key === image.variant) ? image.variant : "";
  return (
    <TextField
      select
      label={translate("products.shows")}
      value={selectable}
      onChange={(event) => onChange({ ...image, variant: event.target.value || null })}
      sx={{ flex: "1 1 10rem", width: "auto" }}
    >
      <MenuItem value="">{translate("products.shows_all")}</MenuItem>
      {variants.map(({ key, value }) => (
        <MenuItem key={key} value={key}>
          {value}
        </MenuItem>
      ))}
    </TextField>
  );
}
