/** The picture's place in 3D, for whoever asks for it, in the colour that is chosen. */

import type { Viewer } from "./viewer";
import { say } from "./words";

/** The button that leads to the 3D view and back, on pages of products that have one. */
export class Turn {
  private viewer: Viewer | undefined;
  private colour = "";

  private constructor(
    private readonly button: HTMLButtonElement,
    private readonly told: HTMLElement,
    private readonly picture: HTMLElement | null,
  ) {
    button.hidden = false;
    button.addEventListener("click", () => void (this.viewer ? this.close() : this.open()));
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
    this.viewer?.remove();
    this.viewer = undefined;
    this.told.textContent = "";
    this.button.textContent = say("view_3d");
    this.wait(false);
    if (this.picture) this.picture.hidden = false;
  }

  private async open(): Promise<void> {
    this.wait(true);
    this.told.textContent = "";
    try {
      // Without it the viewer would say that it shows the model, and show nothing.
      if (!document.createElement("canvas").getContext("webgl2")) throw new Error("no WebGL 2");
      const { view } = await import("./viewer");
      const { model = "", alt = "" } = this.button.dataset;
      const { viewer, shown } = view(model, alt, say("turn_it"));
      this.viewer = viewer;
      this.button.before(viewer);
      if (this.picture) this.picture.hidden = true;
      await shown;
      if (this.viewer !== viewer) return;
      this.paint(this.colour);
      this.button.textContent = say("view_picture");
      this.told.textContent = say("turn_it");
      this.wait(false);
    } catch {
      this.close();
      this.told.textContent = say("no_3d");
    }
  }

  private wait(waiting: boolean): void {
    this.button.disabled = waiting;
    this.button.ariaBusy = String(waiting);
  }
}
