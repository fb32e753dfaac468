import type { ReactNode } from "react";
import { Layout as Frame, useGetIdentity, usePermissions, useTranslate } from "react-admin";
import Alert from "@mui/material/Alert";
import AlertTitle from "@mui/material/AlertTitle";
import { ConfirmProvider } from "./Confirm";
import type { Role } from "./roles";
import { useWindowTitle } from "./useWindowTitle";

/** Frame of every page. Staff without a group see an explanation instead of an empty menu. */
export function Layout({ children }: { children: ReactNode }) {
  const { permissions, isPending } = usePermissions<Role[]>();
  const { data: identity } = useGetIdentity();
  const translate = useTranslate();
  const hasNoRole = !isPending && identity && permissions?.length === 0;
  useWindowTitle();
  return (
    <Frame>
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
