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
import { upload } from "./sendPicture";

/** Where pictures are dropped or picked. What was typed into the form meanwhile stays. */
export function Upload() {
  const translate = useTranslate();
  const api = useApi();
  const problem = useProblem();
  const { getValues, setValue } = useFormContext<Form>();
  const input = useRef<HTMLInputElement>(null);
  const [progress, setProgress] = useState<{ name: string; percent: number }>();

  const take = async (files: readonly File[]) => {
    for (const file of files) {
      setProgress({ name: file.name, percent: 0 });
      const product = await upload(api, getValues("id"), file, (percent) =>
        setProgress({ name: file.name, percent }),
      );
      const known = new Set((getValues("images") ?? []).map(({ path }) => path));
      const fresh = (formOf(product).images ?? []).filter(({ path }) => !known.has(path));
      setValue("images", [...(getValues("images") ?? []), ...fresh]);
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
        accept="image/jpeg,image/png,image/webp"
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
