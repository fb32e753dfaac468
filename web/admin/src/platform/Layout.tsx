import type { ReactNode } from "react";
import {
  AppBar,
  Layout as Frame,
  TitlePortal,
  useGetIdentity,
  usePermissions,
  useTranslate,
} from "react-admin";
import Alert from "@mui/material/Alert";
import AlertTitle from "@mui/material/AlertTitle";
import { ConfirmProvider } from "./Confirm";
import type { Role } from "./roles";
import { useWindowTitle } from "./useWindowTitle";

/** The bar above every page; the title in it is the page's heading. */
function Header() {
  return (
    <AppBar>
      <TitlePortal component="h1" />
    </AppBar>
  );
}

/** Frame of every page. Staff without a group see an explanation instead of an empty menu. */
export function Layout({ children }: { children: ReactNode }) {
  const { permissions, isPending } = usePermissions<Role[]>();
  const { data: identity } = useGetIdentity();
  const translate = useTranslate();
  const hasNoRole = !isPending && identity && permissions?.length === 0;
  useWindowTitle();
  return (
    <Frame appBar={Header}>
      <ConfirmProvider>
        {hasNoRole ? (
          <Alert severity="info" sx={{ my: 2 }}>
            <AlertTitle>{translate("common.group.none_title")}</AlertTitle>
            {translate("common.group.none")}
          </Alert>
        ) : (
          children
        )}
      </ConfirmProvider>
    </Frame>
  );
}
