import Button from "@mui/material/Button";
import Stack from "@mui/material/Stack";
import { useCanAccess, useTranslate } from "react-admin";
import { unwrap } from "../../platform/api";
import { useApi } from "../../platform/ApiContext";
import { useNotifyError } from "../../platform/errors";

/** Opens packing slip and invoice as printable pages in a new window. */
export function Documents({ id }: { id: string }) {
  const translate = useTranslate();
  const api = useApi();
  const problem = useNotifyError();
  const { canAccess } = useCanAccess({ resource: "orders", action: "print" });
  if (!canAccess) return null;
  const open = async (document: "packing-slip" | "invoice") => {
    const params = { path: { id, document } };
    const page = await unwrap(
      api.GET("/admin/orders/{id}/documents/{document}", { params, parseAs: "text" }),
    );
    const address = URL.createObjectURL(new Blob([page], { type: "text/html" }));
    window.open(address, "_blank", "noopener");
    // The window has loaded the page long before this.
    window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
  };
  return (
    <Stack direction="row" sx={{ gap: 1 }}>
      {(["packing-slip", "invoice"] as const).map((document) => (
        <Button key={document} variant="outlined" onClick={() => void open(document).catch(problem)}>
          {translate(`orders.documents.${document}`)}
        </Button>
      ))}
    </Stack>
  );
}
