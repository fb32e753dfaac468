import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import LinearProgress from "@mui/material/LinearProgress";
import Paper from "@mui/material/Paper";
import Typography from "@mui/material/Typography";
import { type DragEvent, useRef } from "react";
import { useTranslate } from "react-admin";
import { useFormContext } from "react-hook-form";
import { type Form, formOf, type Product } from "../draft";
import type { FileType } from "./uploadFile";
import { type UploadItem, useUploads } from "./useUploads";

/** Upload area for images and the 3D model. Form input typed during an upload is kept. */
export function FileUpload({ onConflict }: { onConflict: () => void }) {
  const translate = useTranslate();
  const { getValues } = useFormContext<Form>();
  const input = useRef<HTMLInputElement>(null);
  const applyUpload = useApplyUpload(onConflict);
  const { files, add, dismiss } = useUploads(getValues("id"), applyUpload);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    add([...event.dataTransfer.files]);
  };
  return (
    <Paper
      variant="outlined"
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
      sx={{ p: 2, mt: 2, borderStyle: "dashed" }}
    >
      <Typography color="textSecondary">{translate("products.drop")}</Typography>
      <Button variant="outlined" onClick={() => input.current?.click()}>
        {translate("products.pick")}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept="image/jpeg,image/png,image/webp,.glb"
        aria-label={translate("products.pick")}
        onChange={(event) => {
          add([...(event.target.files ?? [])]);
          // Without a reset the browser fires no change event for the same file.
          event.target.value = "";
        }}
      />
      {files.map((item) => (
        <Progress key={item.key} item={item} onDismiss={() => dismiss(item.key)} />
      ))}
    </Paper>
  );
}

/**
 * Adds an uploaded file to the form. The upload changed the product's version: the form may take that version over
 * only if nobody else changed the product in between.
 */
function useApplyUpload(onConflict: () => void): (product: Product, type: FileType) => void {
  const { getValues, setValue } = useFormContext<Form>();
  return (product, type) => {
    if (product.version !== getValues("version") + 1) {
      onConflict();
      return;
    }
    const { images, model } = formOf(product);
    if (type === "model/gltf-binary") setValue("model", model ?? null);
    else setValue("images", [...getValues("images"), ...images.slice(-1)]);
    setValue("version", product.version);
  };
}

function Progress({ item, onDismiss }: { item: UploadItem; onDismiss: () => void }) {
  const translate = useTranslate();
  const { name, percent, error } = item;
  if (error) {
    return (
      <Alert
        severity="error"
        sx={{ mt: 1 }}
        onClose={onDismiss}
        closeText={translate("products.upload_dismiss", { name })}
      >
        {translate("products.upload_failed", { name, why: error })}
      </Alert>
    );
  }
  const step = percent === undefined ? "waiting" : percent < 100 ? "running" : "checking";
  return (
    <div role="status">
      {translate(`products.upload_${step}`, { name, percent })}
      <LinearProgress
        variant={step === "checking" ? "indeterminate" : "determinate"}
        value={percent ?? 0}
        aria-label={name}
      />
    </div>
  );
}
