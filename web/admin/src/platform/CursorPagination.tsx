import Button from "@mui/material/Button";
import Stack from "@mui/material/Stack";
import { useListContext, useTranslate } from "react-admin";

/** Cursor lists have no total, so there is no last page to jump to. */
export function CursorPagination() {
  const translate = useTranslate();
  const { page, setPage, hasPreviousPage, hasNextPage } = useListContext();
  if (!hasPreviousPage && !hasNextPage) return null;
  return (
    <Stack component="nav" direction="row" useFlexGap sx={{ gap: 2, alignItems: "center", marginY: 1 }}>
      <Button disabled={!hasPreviousPage} onClick={() => setPage(page - 1)}>
        {translate("common.newer")}
      </Button>
      <span>{translate("common.page", { page })}</span>
      <Button disabled={!hasNextPage} onClick={() => setPage(page + 1)}>
        {translate("common.older")}
      </Button>
    </Stack>
  );
}
