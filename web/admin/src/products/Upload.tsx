import Button from "@mui/material/Button";
import LinearProgress from "@mui/material/LinearProgress";
import Paper from "@mui/material/Paper";
import Typography from "@mui/material/Typography";
import { type DragEvent, useRef, useState } from "react";
import { useTranslate } from "react-admin";
import { useFormContext } from "react-hook-form";
import { useApi } from "../platform/ApiContext";
import { useProblem } from "../platform/problems";
import { type Form, formOf } from "./draft";
import { isModel, upload } from "./sendFile";

/** Where pictures and the 3D model are dropped or picked. What was typed into the form meanwhile stays. */
export function Upload() {
  const translate = useTranslate();
  const api = useApi();
  const problem = useProblem();
  const { getValues, setValue } = useFormContext<Form>();
  const input = useRef<HTMLInputElement>(null);
  const [progress, setProgress] = useState<{ name: string; percent: number }>();

  const addImages = (saved: NonNullable<Form["images"]>) => {
    const there = getValues("images") ?? [];
    const known = new Set(there.map(({ path }) => path));
    setValue("images", [...there, ...saved.filter(({ path }) => !known.has(path))]);
  };
  const take = async (files: readonly File[]) => {
    for (const file of files) {
      setProgress({ name: file.name, percent: 0 });
      const product = await upload(api, getValues("id"), file, (percent) =>
        setProgress({ name: file.name, percent }),
      );
      const saved = formOf(product);
      if (isModel(file)) setValue("model", saved.model ?? null);
      else addImages(saved.images ?? []);
      setValue("version", product.version);
    }
  };
  const run = (files: FileList | null) => {
    void take([...(files ?? [])])
      .catch(problem)
      .finally(() => setProgress(undefined));
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    run(event.dataTransfer.files);
  };
  return (
    <Paper
      variant="outlined"
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
      sx={{ p: 2, mt: 2, borderStyle: "dashed" }}
    >
      <Typography color="textSecondary">{translate("products.drop")}</Typography>
      <Button variant="outlined" onClick={() => input.current?.click()} disabled={Boolean(progress)}>
        {translate("products.pick")}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept="image/jpeg,image/png,image/webp,.glb"
        aria-label={translate("products.pick")}
        onChange={(event) => run(event.target.files)}
      />
      {progress && (
        <div role="status">
          {progress.name}
          <LinearProgress variant="determinate" value={progress.percent} aria-label={progress.name} />
        </div>
      )}
    </Paper>
  );
}
