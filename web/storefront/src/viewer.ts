/** The 3D viewer, which is a hundred times the page: a file of its own, fetched when somebody wants to see it. */

import { ModelViewerElement } from "@google/model-viewer";

export type Viewer = ModelViewerElement;

/** A viewer that people turn with a finger, the mouse or the arrow keys. It resolves when the model is shown. */
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
