import Button from "@mui/material/Button";
import Stack from "@mui/material/Stack";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";

const PAGES = { list: "/orders", queue: "/orders/queue" };

/** Tabs: all orders, and the print queue. */
export function ListTabs({ current }: { current: keyof typeof PAGES }) {
  const translate = useTranslate();
  return (
    <Stack component="nav" direction="row" aria-label={translate("orders.title")} sx={{ gap: 1, mt: 2 }}>
      {(["list", "queue"] as const).map((page) => (
        <Button
          key={page}
          component={Link}
          to={PAGES[page]}
          size="small"
          variant={page === current ? "contained" : "outlined"}
          aria-current={page === current ? "page" : undefined}
        >
          {translate(`orders.tabs.${page}`)}
        </Button>
      ))}
    </Stack>
  );
}
