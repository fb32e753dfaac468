// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from "vitest";
import type { SignInResult } from "./platform/auth";

const { startSession, isSignInReturn, mountApp } = vi.hoisted(() => ({
  startSession: vi.fn<() => Promise<SignInResult>>(),
  isSignInReturn: vi.fn<() => boolean>(),
  mountApp: vi.fn(),
}));

vi.mock("./platform/auth", () => ({ startSession, isSignInReturn }));
vi.mock("./platform/config", () => ({ loadConfig: async () => ({}) }));

beforeEach(() => {
  vi.resetModules();
  vi.resetAllMocks();
  vi.doMock("./mountApp", () => ({ mountApp }));
  window.localStorage.clear();
  document.body.innerHTML = '<div id="root">Loading …</div>';
});

const shown = () => document.getElementById("root")?.textContent;

it("a redirect to the sign-in page loads no pages", async () => {
  const loaded = vi.fn(() => ({ mountApp }));
  vi.doMock("./mountApp", loaded);
  startSession.mockResolvedValue({ redirecting: true });
  await import("./main");
  await vi.waitFor(() => expect(startSession).toHaveBeenCalled());
  await new Promise((resolve) => setTimeout(resolve));
  expect(loaded).not.toHaveBeenCalled();
  expect(shown()).toBe("Loading …");
});

it("the pages load while a sign-in is checked", async () => {
  const loaded = vi.fn(() => ({ mountApp }));
  vi.doMock("./mountApp", loaded);
  isSignInReturn.mockReturnValue(true);
  startSession.mockReturnValue(new Promise(() => undefined));
  await import("./main");
  await vi.waitFor(() => expect(loaded).toHaveBeenCalled());
  expect(mountApp).not.toHaveBeenCalled();
});

it.each([[{ session: {} }], [{ failed: "sign_in" }]])("the app is mounted with %o", async (arrival) => {
  startSession.mockResolvedValue(arrival as SignInResult);
  await import("./main");
  await vi.waitFor(() => expect(mountApp).toHaveBeenCalledWith(expect.any(HTMLElement), arrival));
});

it("the app is mounted to show that its configuration failed to load", async () => {
  startSession.mockRejectedValue(new Error("no configuration"));
  vi.spyOn(console, "error").mockReturnValue(undefined);
  await import("./main");
  await vi.waitFor(() => expect(mountApp).toHaveBeenCalledWith(expect.any(HTMLElement), { failed: "start" }));
});

it("a failure to load the pages is shown as text in the user's language", async () => {
  window.localStorage.setItem("RaStore.locale", '"de"');
  vi.spyOn(console, "error").mockReturnValue(undefined);
  startSession.mockResolvedValue({ failed: "sign_in" });
  mountApp.mockRejectedValue(new TypeError("Failed to fetch dynamically imported module"));
  await import("./main");
  await vi.waitFor(() => expect(shown()).toMatch(/^Die Verwaltung konnte nicht gestartet werden\. Der Shop/));
});
