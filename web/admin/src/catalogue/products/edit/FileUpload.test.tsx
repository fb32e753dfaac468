// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { AdminContext, RecordContextProvider, SimpleForm } from "react-admin";
import { useWatch } from "react-hook-form";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Api } from "../../../platform/api";
import { ApiContext } from "../../../platform/ApiContext";
import type { Form, Product } from "../draft";
import { FileUpload } from "./FileUpload";
import { uploadFile } from "./uploadFile";

vi.mock("./uploadFile", async (original) => ({ ...(await original<object>()), uploadFile: vi.fn() }));

/** An upload that the test settles. */
type Running = {
  file: File;
  onProgress: (percent: number) => void;
  done: (product: Product) => void;
  fail: () => void;
};
const running: Running[] = [];

beforeEach(() => {
  running.length = 0;
  vi.mocked(uploadFile).mockImplementation(
    (_api, _id, file, _type, onProgress) =>
      new Promise((resolve, reject) => {
        running.push({ file, onProgress, done: resolve, fail: () => reject(new Error("lost")) });
      }),
  );
});
afterEach(cleanup);

const product = (version: number, ...paths: string[]) =>
  ({
    id: "prd_1",
    version,
    variants: [],
    excluded_combinations: [],
    images: paths.map((path) => ({ path, alt: path })),
  }) as unknown as Product;

function Shown() {
  const { version, images } = useWatch() as Form;
  return <output>{`${String(version)}: ${images.map(({ path }) => path).join()}`}</output>;
}

function open() {
  const onConflict = vi.fn();
  const record = { id: "prd_1", version: 3, images: [{ path: "old", alt: "old", variant: null }] };
  render(
    <AdminContext>
      <ApiContext value={{} as Api}>
        <RecordContextProvider value={record}>
          <SimpleForm toolbar={false}>
            <FileUpload onConflict={onConflict} />
            <Shown />
          </SimpleForm>
        </RecordContextProvider>
      </ApiContext>
    </AdminContext>,
  );
  return onConflict;
}

const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const file = (name: string) => new File([PNG], name, { type: "image/png" });
const input = () => screen.getByLabelText<HTMLInputElement>("products.pick");
const pick = (...files: File[]) => fireEvent.change(input(), { target: { files } });
const drop = (...files: File[]) =>
  fireEvent.drop(screen.getByText("products.drop"), { dataTransfer: { files } });
const step = async (act_: (running: Running) => void) => {
  await waitFor(() => expect(running).toHaveLength(1));
  const [next] = running.splice(0);
  await act(async () => act_(next as Running));
};
const shown = () => screen.getByText(/^\d+:/).textContent;

describe("an upload", () => {
  it("adds the image and the product's new version to the form", async () => {
    const onConflict = open();
    pick(file("a.png"));
    await step(({ done }) => done(product(4, "old", "a")));
    await waitFor(() => expect(shown()).toBe("4: old,a"));
    expect(onConflict).not.toHaveBeenCalled();
  });

  it("reports a conflict if the product was changed by somebody else", async () => {
    const onConflict = open();
    pick(file("a.png"));
    await step(({ done }) => done(product(5, "old", "a")));
    await waitFor(() => expect(onConflict).toHaveBeenCalled());
    expect(shown()).toBe("3: old");
  });

  it("waits for the previous upload", async () => {
    open();
    pick(file("a.png"), file("b.png"));
    drop(file("c.png"));
    for (const [place, name] of ["a", "b", "c"].entries()) {
      await waitFor(() => expect(running.map((one) => one.file.name)).toEqual([`${name}.png`]));
      await step(({ done }) => done(product(4 + place, "old", name)));
    }
    await waitFor(() => expect(shown()).toBe("6: old,a,b,c"));
  });

  it("shows its own failure and does not stop the others", async () => {
    open();
    pick(file("a.png"), new File(["x"], "b.pdf", { type: "application/pdf" }), file("c.png"));
    await step(({ fail }) => fail());
    await step(({ done }) => done(product(4, "old", "c")));
    await waitFor(() => expect(shown()).toBe("4: old,c"));
    expect(screen.getAllByText("products.upload_failed")).toHaveLength(2);
  });

  it("shows its progress", async () => {
    open();
    pick(file("a.png"));
    await waitFor(() => expect(running).toHaveLength(1));
    await act(async () => running[0]?.onProgress(40));
    expect(screen.getByRole("progressbar", { name: "a.png" }).getAttribute("aria-valuenow")).toBe("40");
    await act(async () => running[0]?.onProgress(100));
    expect(screen.getByText("products.upload_checking")).toBeDefined();
  });

  it("can be retried with the same file", () => {
    open();
    const cleared = vi.spyOn(input(), "value", "set");
    pick(file("a.png"));
    expect(cleared).toHaveBeenCalledWith("");
  });
});
