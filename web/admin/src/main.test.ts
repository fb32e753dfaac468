// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from "vitest";
import type { Arrival } from "./platform/auth";

const { begin, isBack, open } = vi.hoisted(() => ({
  begin: vi.fn<() => Promise<Arrival>>(),
  isBack: vi.fn<() => boolean>(),
  open: vi.fn(),
}));

vi.mock("./platform/auth", () => ({ begin, isBack }));
vi.mock("./platform/config", () => ({ loadConfig: async () => ({}) }));

beforeEach(() => {
  vi.resetModules();
  vi.resetAllMocks();
  vi.doMock("./open", () => ({ open }));
  window.localStorage.clear();
  document.body.innerHTML = '<div id="root">Loading …</div>';
});

const shown = () => document.getElementById("root")?.textContent;

it("who is on the way to the sign-in page loads no pages", async () => {
  const loaded = vi.fn(() => ({ open }));
  vi.doMock("./open", loaded);
  begin.mockResolvedValue({ leaving: true });
  await import("./main");
  await vi.waitFor(() => expect(begin).toHaveBeenCalled());
  await new Promise((resolve) => setTimeout(resolve));
  expect(loaded).not.toHaveBeenCalled();
  expect(shown()).toBe("Loading …");
});

it("the pages load while a sign-in is checked", async () => {
  const loaded = vi.fn(() => ({ open }));
  vi.doMock("./open", loaded);
  isBack.mockReturnValue(true);
  begin.mockReturnValue(new Promise(() => undefined));
  await import("./main");
  await vi.waitFor(() => expect(loaded).toHaveBeenCalled());
  expect(open).not.toHaveBeenCalled();
});

it.each([[{ session: {} }], [{ failed: "sign_in" }]])(
  "the pages open for who arrives with %o",
  async (arrival) => {
    begin.mockResolvedValue(arrival as Arrival);
    await import("./main");
    await vi.waitFor(() => expect(open).toHaveBeenCalledWith(expect.any(HTMLElement), arrival));
  },
);

it("the pages open to tell that not even the way to sign in is known", async () => {
  begin.mockRejectedValue(new Error("no configuration"));
  vi.spyOn(console, "error").mockReturnValue(undefined);
  await import("./main");
  await vi.waitFor(() => expect(open).toHaveBeenCalledWith(expect.any(HTMLElement), { failed: "start" }));
});

it("pages that do not come are told of in the reader's language, in plain text", async () => {
  window.localStorage.setItem("RaStore.locale", '"de"');
  vi.spyOn(console, "error").mockReturnValue(undefined);
  begin.mockResolvedValue({ failed: "sign_in" });
  open.mockRejectedValue(new TypeError("Failed to fetch dynamically imported module"));
  await import("./main");
  await vi.waitFor(() => expect(shown()).toMatch(/^Die Verwaltung konnte nicht gestartet werden\. Der Shop/));
});
