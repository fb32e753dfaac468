import { lazy, useMemo } from "react";
import { Admin, combineDataProviders, type I18nProvider, Resource } from "react-admin";
import { createBrowserRouter, RouterProvider } from "react-router-dom";
import { FEATURES } from "./features";
import { type Api, staffApi } from "./platform/api";
import { ApiContext } from "./platform/ApiContext";
import type { Session } from "./platform/auth";
import { Layout } from "./platform/Layout";
import { dark, light } from "./platform/theme";

const Dashboard = lazy(() => import("./shop/dashboard/Dashboard"));

export function App({ session, i18n }: { session: Session; i18n: I18nProvider }) {
  const api = useMemo(() => staffApi(session, i18n.translate), [session, i18n]);
  // Only a data router can block navigation away from a form with unsaved changes.
  const router = useMemo(
    () => createBrowserRouter([{ path: "*", element: <AdminApp api={api} session={session} i18n={i18n} /> }]),
    [api, session, i18n],
  );
  return (
    <ApiContext value={api}>
      <RouterProvider router={router} />
    </ApiContext>
  );
}

function AdminApp({ api, session, i18n }: { api: Api; session: Session; i18n: I18nProvider }) {
  const data = useMemo(() => {
    const parts = new Map(FEATURES.map(({ resource, provider }) => [resource.name, provider(api)]));
    return combineDataProviders((resource) => {
      const part = parts.get(resource);
      if (!part) throw new Error(`nothing provides ${resource}`);
      return part;
    });
  }, [api]);
  return (
    <Admin
      title="3D Things"
      dataProvider={data}
      authProvider={session.provider}
      i18nProvider={i18n}
      theme={light}
      darkTheme={dark}
      layout={Layout}
      dashboard={Dashboard}
      loginPage={false}
      requireAuth
      disableTelemetry
    >
      {FEATURES.map(({ resource }) => (
        <Resource key={resource.name} {...resource} />
      ))}
    </Admin>
  );
}
