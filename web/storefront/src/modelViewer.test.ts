// @vitest-environment happy-dom
import { describe, expect, it, vi } from "vitest";
import { renderPage } from "./mockApi";

vi.mock("@google/model-viewer", () => {
  class ModelViewerElement extends HTMLElement {
    availableVariants: string[] = [];
  }
  customElements.define("model-viewer", ModelViewerElement);
  return { ModelViewerElement };
});

renderPage();
const { ModelViewer } = await import("./modelViewer");

/** Renders a product page with a model. */
function open() {
  document.body.innerHTML = `<div id="frame"></div><ul class="thumbs"></ul>
    <button id="model" data-model="vase.glb" hidden></button><p id="model-told"></p>`;
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue({} as never);
  const modelViewer = ModelViewer.start();
  if (!modelViewer) throw new Error("no model");
  return { modelViewer, button: part("model"), frame: part("frame"), told: part("model-told") };
}

function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no #${id}`);
  return found;
}

const viewers = () => [...document.querySelectorAll("model-viewer")];

/** Waits for the viewer; its model is still loading. */
async function viewer(): Promise<Element> {
  await vi.waitFor(() => expect(viewers()).toHaveLength(1));
  return viewers()[0] as Element;
}

const load = (there: Element) => there.dispatchEvent(new Event("load"));
const fail = (there: Element) => there.dispatchEvent(new Event("error"));

describe("the 3D view", () => {
  it("replaces the image, and restores it", async () => {
    const { button, frame, told: status } = open();
    button.click();
    expect(button.getAttribute("aria-disabled")).toBe("true");
    load(await viewer());
    expect(frame.nextElementSibling?.localName).toBe("model-viewer");
    expect(frame.hidden).toBe(true);
    await vi.waitFor(() => expect(button.textContent).toBe("Back to image"));
    expect(status.textContent).toContain("Rotate with");
    button.click();
    expect([viewers(), frame.hidden, button.textContent]).toEqual([[], false, "View in 3D"]);
  });

  it("does not open if an image was chosen while it loaded", async () => {
    const { modelViewer, button, frame } = open();
    button.click();
    modelViewer.close();
    await vi.dynamicImportSettled();
    expect([viewers(), frame.hidden, button.getAttribute("aria-disabled")]).toEqual([[], false, "false"]);
  });

  it("opens once, however often it is clicked", async () => {
    const { modelViewer, button } = open();
    button.click();
    button.click();
    modelViewer.close();
    button.click();
    load(await viewer());
    await vi.waitFor(() => expect(button.textContent).toBe("Back to image"));
    expect(viewers()).toHaveLength(1);
  });

  it("is not closed by the result of an earlier attempt", async () => {
    const { modelViewer, button, told: status } = open();
    button.click();
    const first = await viewer();
    modelViewer.close();
    button.click();
    const second = await viewer();
    expect(second).not.toBe(first);
    fail(first);
    load(second);
    await vi.waitFor(() => expect(button.textContent).toBe("Back to image"));
    expect(viewers()).toEqual([second]);
    expect(status.textContent).not.toContain("cannot be shown");
  });

  it("shows an error and the image if the model fails to load", async () => {
    const { button, frame, told: status } = open();
    button.click();
    fail(await viewer());
    await vi.waitFor(() => expect(status.textContent).toContain("cannot be shown"));
    expect([viewers(), frame.hidden]).toEqual([[], false]);
  });
});
