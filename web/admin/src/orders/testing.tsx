/** What the tests of this folder share: parts of a page in the back office, without its API. */

import { render } from "@testing-library/react";
import polyglotI18nProvider from "ra-i18n-polyglot";
import type { ReactNode } from "react";
import { AdminContext, type AuthProvider, TestMemoryRouter } from "react-admin";
import { vi } from "vitest";
import { ApiContext } from "../platform/ApiContext";
import type { Api } from "../platform/api";
import { ConfirmProvider } from "../platform/Confirm";
import { provides } from "../platform/feature";
import { may, type Role } from "../platform/roles";
import english from "../strings/en";
import type { Order, Summary } from "./order";

const money = (amount: number) => ({ amount, currency: "EUR" });

export const summary = (changes: Partial<Summary> = {}): Summary => ({
  id: "ord_1",
  number: "3DT-ABCD2345",
  state: "processing",
  total: money(1299),
  country: "DE",
  item_count: 1,
  overdue: false,
  created_at: "2027-01-04T09:00:00Z",
  version: 3,
  ...changes,
});

/** As much of an order as the tests need. */
export const order = (changes: object = {}): Order =>
  ({
    ...summary(),
    refunds: [],
    disputes: [],
    notes: [],
    audit: [],
    audit_intact: true,
    refundable: money(1299),
    allowed: [
      { to: "shipped", needs: ["carrier", "tracking_number"], optional: ["tracking_url"] },
      { to: "cancelled", needs: ["reason"] },
    ],
    ...changes,
  }) as unknown as Order;

type Problem = { status: number; code: string; errors?: { pointer: string; code: string; detail: string }[] };

/** What a call is refused with. */
export function refused({ status, code, errors }: Problem) {
  const error = { type: "about:blank", title: "", status, code, detail: `It is ${code}.`, errors };
  return { error, response: new Response(null, { status }) };
}

/** What a call that came through answers. */
export const done = (data: object = {}) => ({ data, response: new Response("{}") });

/** An API whose every `POST` gives the next of these answers, and which remembers what it was sent. */
export function answering(...answers: object[]) {
  const POST = vi.fn();
  for (const answer of answers) POST.mockResolvedValueOnce(answer);
  return { api: { POST } as unknown as Api, bodies: () => POST.mock.calls.map(([, { body }]) => body) };
}

/** Shows a part of a page to somebody of a role; `again` shows it with something else. */
export function show(children: ReactNode, api: Api, role: Role = "admin") {
  const authProvider = {
    checkAuth: async () => undefined,
    canAccess: async ({ action, resource }: { action: string; resource: string }) =>
      may([role], action, resource),
  } as unknown as AuthProvider;
  const i18n = polyglotI18nProvider(() => english, "en");
  const page = (shown: ReactNode) => (
    <TestMemoryRouter>
      <AdminContext dataProvider={provides({})} authProvider={authProvider} i18nProvider={i18n}>
        <ApiContext value={api}>
          <ConfirmProvider>{shown}</ConfirmProvider>
        </ApiContext>
      </AdminContext>
    </TestMemoryRouter>
  );
  const { rerender } = render(page(children));
  return { again: (shown: ReactNode) => rerender(page(shown)) };
}
