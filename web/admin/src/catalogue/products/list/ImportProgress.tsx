import LinearProgress from "@mui/material/LinearProgress";
import { useTranslate } from "react-admin";
import type { Progress } from "./useImport";

/** Shows how many products of a long file are done. */
export function ImportProgress({ progress: { done, total } }: { progress: Progress }) {
  const translate = useTranslate();
  const label = translate("products.import_progress", { done, total });
  return (
    <div role="status">
      {total > 0 && label}
      <LinearProgress
        aria-label={translate("products.import")}
        {...(total > 0 && { variant: "determinate", value: (done / total) * 100 })}
      />
    </div>
  );
}
