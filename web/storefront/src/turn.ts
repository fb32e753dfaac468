/** The picture's place in 3D, for whoever asks for it, in the colour that is chosen. */

import type { Viewer } from "./viewer";
import { say } from "./words";

/** The button that leads to the 3D view and back, on pages of products that have one. */
export class Turn {
  private viewer: Viewer | undefined;
  private colour = "";
  /** Which try to open it is the present one: whatever comes of an earlier one comes too late. */
  private attempt = 0;

  private constructor(
    private readonly button: HTMLButtonElement,
    private readonly told: HTMLElement,
    private readonly frame: HTMLElement | null,
  ) {
    button.hidden = false;
    button.addEventListener("click", () => this.pressed());
  }

  static start(): Turn | undefined {
    const button = document.querySelector<HTMLButtonElement>("#model");
    const told = document.getElementById("model-told");
    return button && told ? new Turn(button, told, document.getElementById("frame")) : undefined;
  }

  /** Shows the model in a colour, if it has a material variant of that name. */
  paint(colour: string): void {
    this.colour = colour;
    if (this.viewer?.availableVariants.includes(colour)) this.viewer.variantName = colour;
  }

  /** Shows the picture again, also instead of a model that is still on its way. */
  close(): void {
    this.attempt += 1;
    this.viewer?.remove();
    this.viewer = undefined;
    this.told.textContent = "";
    this.button.textContent = say("view_3d");
    this.wait(false);
    if (this.frame) this.frame.hidden = false;
  }

  private pressed(): void {
    if (this.waiting) return;
    if (this.viewer) this.close();
    else void this.open();
  }

  private async open(): Promise<void> {
    this.attempt += 1;
    const { attempt } = this;
    this.wait(true);
    this.told.textContent = "";
    try {
      // Without it the viewer would say that it shows the model, and show nothing.
      if (!document.createElement("canvas").getContext("webgl2")) throw new Error("no WebGL 2");
      const { view } = await import("./viewer");
      if (attempt === this.attempt) await this.show(view);
      if (attempt === this.attempt) this.opened();
    } catch {
      if (attempt !== this.attempt) return;
      this.close();
      this.told.textContent = say("no_3d");
    }
  }

  /** Puts the viewer into the picture's place. */
  private async show(view: (typeof import("./viewer"))["view"]): Promise<void> {
    const { model = "", alt = "" } = this.button.dataset;
    const { viewer, shown } = view(model, alt, say("turn_it"));
    this.viewer = viewer;
    if (this.frame) {
      this.frame.after(viewer);
      this.frame.hidden = true;
    } else this.button.before(viewer);
    await shown;
  }

  private opened(): void {
    this.paint(this.colour);
    this.button.textContent = say("view_picture");
    this.told.textContent = say("turn_it");
    this.wait(false);
  }

  private get waiting(): boolean {
    return this.button.getAttribute("aria-busy") === "true";
  }

  /** Not `disabled`, which would take the focus away. */
  private wait(waiting: boolean): void {
    for (const state of ["aria-busy", "aria-disabled"]) this.button.setAttribute(state, String(waiting));
  }
}
