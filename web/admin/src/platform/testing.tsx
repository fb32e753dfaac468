/** Helpers of component tests: renders parts of the back office with a mocked API. */

import { render } from "@testing-library/react";
import polyglotI18nProvider from "ra-i18n-polyglot";
import type { ReactNode } from "react";
import { AdminContext, type AuthProvider, type DataProvider, TestMemoryRouter } from "react-admin";
import { vi } from "vitest";
import english from "../strings/en";
import type { Api } from "./api";
import { ApiContext } from "./ApiContext";
import { ConfirmProvider } from "./Confirm";
import { dataProviderOf } from "./feature";
import { may, type Role } from "./roles";

type Problem = { status: number; code: string; errors?: { pointer: string; code: string; detail: string }[] };

/** Builds the response of a failed call. */
export function problemResponse({ status, code, errors }: Problem) {
  const error = { type: "about:blank", title: "", status, code, detail: `It is ${code}.`, errors };
  return { error, response: new Response(null, { status }) };
}

/** Builds the response of a successful call. */
export const okResponse = (data: object = {}) => ({ data, response: new Response("{}") });

/** Mocks an API that returns these responses in turn and records the requests. */
export function mockApi(...answers: object[]) {
  const call = vi.fn();
  for (const answer of answers) call.mockResolvedValueOnce(answer);
  return {
    api: { GET: call, POST: call, PUT: call } as unknown as Api,
    params: () => call.mock.calls.map(([, { params }]) => params),
    bodies: () => call.mock.calls.map(([, { body }]) => body),
  };
}

/** Renders a component as a role, with these methods of the data provider; `again` replaces it. */
export function renderWithApi(
  children: ReactNode,
  api: Api,
  role: Role = "admin",
  data: Partial<DataProvider> = {},
) {
  const authProvider = {
    checkAuth: async () => undefined,
    canAccess: async ({ action, resource }: { action: string; resource: string }) =>
      may([role], action, resource),
  } as unknown as AuthProvider;
  const i18n = polyglotI18nProvider(() => english, "en");
  const dataProvider = dataProviderOf(data);
  const page = (shown: ReactNode) => (
    <TestMemoryRouter>
      <AdminContext dataProvider={dataProvider} authProvider={authProvider} i18nProvider={i18n}>
        <ApiContext value={api}>
          <ConfirmProvider>{shown}</ConfirmProvider>
        </ApiContext>
      </AdminContext>
    </TestMemoryRouter>
  );
  const { rerender } = render(page(children));
  return { again: (shown: ReactNode) => rerender(page(shown)) };
}
