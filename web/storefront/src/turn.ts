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
    return button && told ? new Turn(button, told, document.getElementById("picture")) : undefined;
  }

  /** Shows the model in a colour, if it has a material variant of that name. */
  paint(colour: string): void {
    this.colour = colour;
    if (this.viewer?.availableVariants.includes(colour)) this.viewer.variantName = colour;
  }

  /** Shows the picture again. */
  close(): void {
    this.viewer?.remove();
    this.viewer = undefined;
    this.told.textContent = "";
    this.button.textContent = say("view_3d");
    if (this.picture) this.picture.hidden = false;
  }

  private async open(): Promise<void> {
    const { model = "", alt = "" } = this.button.dataset;
    this.button.disabled = true;
    this.button.ariaBusy = "true";
    this.told.textContent = "";
    try {
      const { view } = await import("./viewer");
      const { viewer, shown } = view(model, alt, say("turn_it"));
      this.viewer = viewer;
      this.button.before(viewer);
      if (this.picture) this.picture.hidden = true;
      await shown;
      this.paint(this.colour);
      this.button.textContent = say("view_picture");
      this.told.textContent = say("turn_it");
    } catch {
      this.close();
      this.told.textContent = say("no_3d");
    } finally {
      this.button.disabled = false;
      this.button.ariaBusy = "false";
    }
  }
}
