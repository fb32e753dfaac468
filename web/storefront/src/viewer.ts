/** The 3D viewer, a hundred times larger than a page, so it is a chunk of its own, loaded on request. */

import { ModelViewerElement } from "@google/model-viewer";

export type Viewer = ModelViewerElement;

/** Creates a viewer with touch, mouse and keyboard controls. `shown` resolves once the model is visible. */
export function createViewer(
  src: string,
  alt: string,
  hint: string,
): { viewer: Viewer; shown: Promise<void> } {
  const viewer = new ModelViewerElement();
  const shown = new Promise<void>((resolve, reject) => {
    viewer.addEventListener("load", () => resolve(), { once: true });
    viewer.addEventListener("error", () => reject(new Error("the model could not be shown")), { once: true });
  });
  const prompt = { interactionPrompt: "none", a11y: { "interaction-prompt": hint } };
  Object.assign(viewer, {
    src,
    alt,
    ...prompt,
    cameraControls: true,
    touchAction: "pan-y",
    shadowIntensity: 1,
  });
  return { viewer, shown };
}
