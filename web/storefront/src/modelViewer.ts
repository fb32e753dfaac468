/** The picture's place in 3D, for whoever asks for it, in the colour that is chosen. */

import { t } from "./i18n";
import type { Viewer } from "./viewer";

/** The button that leads to the 3D view and back, on pages of products that have one. */
export class ModelViewer {
  private viewer: Viewer | undefined;
  private colour = "";
  /** Which try to open it is the present one: whatever comes of an earlier one comes too late. */
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

  /** Shows the model in a colour, if it has a material variant of that name. */
  setColour(colour: string): void {
    this.colour = colour;
    if (this.viewer?.availableVariants.includes(colour)) this.viewer.variantName = colour;
  }

  /** Shows the picture again, also instead of a model that is still on its way. */
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
      // Without it the viewer would say that it shows the model, and show nothing.
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

  /** Puts the viewer into the picture's place. */
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

  /** Not `disabled`, which would take the focus away. */
  private setBusy(busy: boolean): void {
    for (const state of ["aria-busy", "aria-disabled"]) this.button.setAttribute(state, String(busy));
  }
}
