import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import { useEditContext, useListContext, useShowContext, useTranslate } from "react-admin";
import { useErrorMessage } from "./errors";

/** Says that something could not be loaded, which is not the same as that there is nothing, and offers to try again. */
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

/** The same for the list around it. */
export function ListFailed() {
  const { error, refetch } = useListContext();
  return <LoadFailed error={error} onRetry={() => void refetch()} />;
}

/** The same for the page of one record that is changed there. */
export function EditFailed() {
  const { error, refetch } = useEditContext();
  return <LoadFailed error={error} onRetry={() => void refetch()} />;
}

/** The same for the page of one record that is only shown. */
export function ShowFailed() {
  const { error, refetch } = useShowContext();
  return <LoadFailed error={error} onRetry={() => void refetch()} />;
}
