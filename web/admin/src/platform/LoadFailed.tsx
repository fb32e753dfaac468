import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import { useEditContext, useListContext, useShowContext, useTranslate } from "react-admin";
import { useErrorMessage } from "./errors";

/** Shows a load error, as opposed to an empty result, with a retry button. */
export function LoadFailed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const translate = useTranslate();
  const message = useErrorMessage()(error);
  return (
    <Alert
      severity="error"
      sx={{ my: 2 }}
      action={
        <Button color="inherit" size="small" onClick={onRetry}>
          {translate("common.retry")}
        </Button>
      }
    >
      {translate("common.load_failed", { why: message })}
    </Alert>
  );
}

/** Load error of the surrounding list. */
export function ListFailed() {
  const { error, refetch } = useListContext();
  return <LoadFailed error={error} onRetry={() => void refetch()} />;
}

/** Load error of the surrounding edit page. */
export function EditFailed() {
  const { error, refetch } = useEditContext();
  return <LoadFailed error={error} onRetry={() => void refetch()} />;
}

/** Load error of the surrounding show page. */
export function ShowFailed() {
  const { error, refetch } = useShowContext();
  return <LoadFailed error={error} onRetry={() => void refetch()} />;
}
