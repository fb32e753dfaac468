import UploadIcon from "@mui/icons-material/Upload";
import { useRef } from "react";
import { Button, useTranslate } from "react-admin";
import { ImportDialog } from "./ImportDialog";
import { ImportProgress } from "./ImportProgress";
import { useImport } from "./useImport";

/** Imports products from JSON or CSV: a dry run with the faults of every row first, then the import. */
export function ImportProducts() {
  const translate = useTranslate();
  const input = useRef<HTMLInputElement>(null);
  const { progress, report, read, go, close } = useImport();
  const busy = Boolean(progress);
  return (
    <>
      <Button label="products.import" disabled={busy} loading={busy} onClick={() => input.current?.click()}>
        <UploadIcon />
      </Button>
      <input
        ref={input}
        type="file"
        accept=".csv,.txt,.json,text/csv,text/plain,application/json"
        aria-label={translate("products.import")}
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file) read(file);
        }}
      />
      {progress && !report && <ImportProgress progress={progress} />}
      {report && <ImportDialog report={report} progress={progress} onConfirm={go} onClose={close} />}
    </>
  );
}
