import ArrowDownwardIcon from "@mui/icons-material/ArrowDownward";
import ArrowUpwardIcon from "@mui/icons-material/ArrowUpward";
import DeleteIcon from "@mui/icons-material/Delete";
import Box from "@mui/material/Box";
import IconButton from "@mui/material/IconButton";
import MenuItem from "@mui/material/MenuItem";
import Stack from "@mui/material/Stack";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { type DragEvent, useState } from "react";
import { useTranslate } from "react-admin";
import { useFormContext, useWatch } from "react-hook-form";
import { Panel } from "../platform/Panel";
import type { Draft, Form } from "./draft";
import { ModelRow } from "./ModelRow";
import { Upload } from "./Upload";

type Image = NonNullable<Draft["images"]>[number];

/** The pictures, the main one first. */
export function Images({ fresh }: { fresh: boolean }) {
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
      {fresh ? (
        <Typography color="textSecondary">{translate("products.pictures_later")}</Typography>
      ) : (
        <Upload />
      )}
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
  const variants = (useWatch<Form, "variants">({ name: "variants" }) ?? []).filter(
    ({ type, value }) => type && value,
  );
  const tied = image.variant ? `${image.variant.type}/${image.variant.value}` : "";
  const tie = (name: string) => {
    const variant = variants.find(({ type, value }) => `${type}/${value}` === name);
    onChange({ ...image, variant: variant ? { type: variant.type, value: variant.value } : null });
  };
  const dropped = (event: DragEvent) => {
    // Files are for the place below.
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
      sx={{ gap: 2, alignItems: "center", flexWrap: "wrap" }}
    >
      <Box
        component="img"
        src={image.path}
        alt={image.alt}
        draggable
        onDragStart={onDrag}
        sx={{ cursor: "grab", width: 96, height: 96, objectFit: "cover", borderRadius: 1 }}
      />
      <TextField
        size="small"
        label={translate("products.alt")}
        value={image.alt}
        onChange={(event) => onChange({ ...image, alt: event.target.value })}
        sx={{ flex: "1 1 14rem" }}
      />
      <TextField
        select
        size="small"
        label={translate("products.shows")}
        value={tied}
        onChange={(event) => tie(event.target.value)}
        sx={{ minWidth: "10rem" }}
      >
        <MenuItem value="">{translate("products.shows_all")}</MenuItem>
        {variants.map(({ type, value }) => (
          <MenuItem key={type + value} value={`${type}/${value}`}>
            {value}
          </MenuItem>
        ))}
      </TextField>
      {place === 0 && <Typography>{translate("products.main_picture")}</Typography>}
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
    </Stack>
  );
}
