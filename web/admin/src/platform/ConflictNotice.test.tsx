// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import {
  AdminContext,
  RecordContextProvider,
  ResourceContextProvider,
  SimpleForm,
  TextInput,
} from "react-admin";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ConflictNotice } from "./ConflictNotice";
import { dataProviderOf } from "./feature";

afterEach(cleanup);

const FIRST = { id: "shop", version: 1, name: "3D Things", city: "Bonn", days: "90" };

/** Renders a form loaded with the first version; the API returns these versions in turn. */
function open(...present: object[]) {
  const data = dataProviderOf({ getOne: () => Promise.resolve({ data: present.shift() as never }) });
  const onDone = vi.fn();
  const page = (
    <AdminContext dataProvider={data}>
      <ResourceContextProvider value="settings">
        <RecordContextProvider value={FIRST}>
          <SimpleForm toolbar={false}>
            <TextInput source="name" />
            <TextInput source="city" />
            <TextInput source="days" />
            <ConflictNotice onDone={onDone} />
          </SimpleForm>
        </RecordContextProvider>
      </ResourceContextProvider>
    </AdminContext>
  );
  render(page);
  return onDone;
}

const field = (name: string) => screen.getByLabelText<HTMLInputElement>(new RegExp(`\\.${name}$`));
const type = (name: string, value: string) => fireEvent.change(field(name), { target: { value } });
const press = (name: string) => fireEvent.click(screen.getByText(`common.conflict.${name}`));

describe("a form whose record was changed by somebody else", () => {
  it("shows a notice in view and focuses it", async () => {
    const shown = vi.spyOn(Element.prototype, "scrollIntoView");
    open();
    const alert = screen.getByRole("alert");
    expect(document.activeElement).toBe(alert);
    expect(shown.mock.contexts).toEqual([alert]);
    shown.mockRestore();
  });

  it("merges the user's input into their version", async () => {
    const onDone = open({ ...FIRST, version: 2, city: "Köln" });
    type("name", "3D Dinge");
    press("keep");
    await waitFor(() => expect(onDone).toHaveBeenCalled());
    expect(field("name").value).toBe("3D Dinge");
    expect(field("city").value).toBe("Köln");
  });

  it("discards the user's input on request", async () => {
    const onDone = open({ ...FIRST, version: 2, city: "Köln" });
    type("name", "3D Dinge");
    press("discard");
    await waitFor(() => expect(onDone).toHaveBeenCalled());
    expect(field("name").value).toBe("3D Things");
  });

  it("uses the last merged version as the base of the next merge", async () => {
    const second = { ...FIRST, version: 2, city: "Köln" };
    const onDone = open(second, { ...second, version: 3, city: "Trier" });
    type("name", "3D Dinge");
    press("keep");
    await waitFor(() => expect(onDone).toHaveBeenCalledTimes(1));
    press("keep");
    // Their city in the second version is not our change, so it is no conflict.
    await waitFor(() => expect(onDone).toHaveBeenCalledTimes(2));
    expect(field("city").value).toBe("Trier");
    expect(field("name").value).toBe("3D Dinge");
  });

  it("lists the fields that both changed", async () => {
    const onDone = open({ ...FIRST, version: 2, name: "Theirs" });
    type("name", "Mine");
    press("keep");
    const notice = await screen.findByText("common.conflict.contested");
    expect(document.activeElement).toBe(notice.closest("[role=alert]"));
    expect(field("name").value).toBe("Mine");
    expect(onDone).not.toHaveBeenCalled();
  });
});
