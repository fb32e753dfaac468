/** 3D view in place of the image, loaded on request, in the chosen colour. */

import { t } from "./i18n";
import type { Viewer } from "./viewer";

/** Button that switches between image and 3D view. */
export class ModelViewer {
  private viewer: Viewer | undefined;
  private colour = "";
  /** Number of the latest attempt; results of earlier ones are ignored. */
  private attempt = 0;

  private constructor(
    private readonly button: HTMLButtonElement,
    private readonly status: HTMLElement,
    private readonly frame: HTMLElement | null,
  ) {
    button.hidden = false;
    button.addEventListener("click", () => this.toggle());
  }

  static start(): ModelViewer | undefined {
    const button = document.querySelector<HTMLButtonElement>("#model");
    const status = document.getElementById("model-told");
    return button && status ? new ModelViewer(button, status, document.getElementById("frame")) : undefined;
  }

  /** Shows the model in a colour if it has a material variant of that name. */
  setColour(colour: string): void {
    this.colour = colour;
    if (this.viewer?.availableVariants.includes(colour)) this.viewer.variantName = colour;
  }

  /** Shows the image again; cancels a model that is still loading. */
  close(): void {
    this.attempt += 1;
    this.viewer?.remove();
    this.viewer = undefined;
    this.status.textContent = "";
    this.button.textContent = t("view_3d");
    this.setBusy(false);
    if (this.frame) this.frame.hidden = false;
  }

  private toggle(): void {
    if (this.busy) return;
    if (this.viewer) this.close();
    else void this.open();
  }

  private async open(): Promise<void> {
    this.attempt += 1;
    const { attempt } = this;
    this.setBusy(true);
    this.status.textContent = "";
    try {
      // Without WebGL 2 the viewer reports success and shows nothing.
      if (!document.createElement("canvas").getContext("webgl2")) throw new Error("no WebGL 2");
      const { createViewer } = await import("./viewer");
      if (attempt === this.attempt) await this.show(createViewer);
      if (attempt === this.attempt) this.opened();
    } catch {
      if (attempt !== this.attempt) return;
      this.close();
      this.status.textContent = t("no_3d");
    }
  }

  /** Replaces the image with the viewer. */
  private async show(createViewer: (typeof import("./viewer"))["createViewer"]): Promise<void> {
    const { model = "", alt = "" } = this.button.dataset;
    const { viewer, shown } = createViewer(model, alt, t("turn_it"));
    this.viewer = viewer;
    if (this.frame) {
      this.frame.after(viewer);
      this.frame.hidden = true;
    } else this.button.before(viewer);
    await shown;
  }

  private opened(): void {
    this.setColour(this.colour);
    this.button.textContent = t("view_picture");
    this.status.textContent = t("turn_it");
    this.setBusy(false);
  }

  private get busy(): boolean {
    return this.button.getAttribute("aria-busy") === "true";
  }

  /** Not `disabled`, which would lose the focus. */
  private setBusy(busy: boolean): void {
    for (const state of ["aria-busy", "aria-disabled"]) this.button.setAttribute(state, String(busy));
  }
}
