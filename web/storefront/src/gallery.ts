/** Gallery: shows the image of a clicked thumbnail or of a chosen variant. */

/** Shows a thumbnail's image on click, after calling `onSelect`. */
export function startGallery(onSelect: () => void): void {
  if (!shown()) thumbs()[0]?.setAttribute("aria-current", "true");
  for (const thumb of thumbs()) {
    // Without scripts the link opens the image file.
    thumb.addEventListener("click", (event) => {
      event.preventDefault();
      onSelect();
      show(thumb);
    });
  }
  void removePreview();
}

/**
 * Shows the image of the last chosen variant, if it has one, and replaces an image of a variant that is no longer
 * chosen.
 */
export function showChosen(chosen: ReadonlySet<string>, last?: string): void {
  const all = thumbs();
  const fits = ({ dataset }: HTMLElement) => !dataset["variant"] || chosen.has(dataset["variant"]);
  const of = all.find(({ dataset }) => last && dataset["variant"] === last);
  const present = shown();
  const next = of ?? (present && !fits(present) ? all.find(fits) : undefined);
  if (next && next !== present) show(next);
}

/** Returns the smallest image file for the chosen variants, falling back to the product's. */
export function imageFor(chosen: ReadonlySet<string>): string | undefined {
  const all = thumbs();
  const own = all.find(({ dataset }) => chosen.has(dataset["variant"] ?? ""));
  const thumb = own ?? all.find(({ dataset }) => !dataset["variant"]) ?? all[0];
  if (thumb) return smallestImage(thumb.dataset["widths"]) ?? thumb.pathname;
  const only = document.querySelector<HTMLImageElement>("#picture");
  return smallestImage(only?.srcset) ?? only?.getAttribute("src") ?? undefined;
}

/** Returns the first URL of a `srcset`, which is the narrowest. */
function smallestImage(widths: string | undefined): string | undefined {
  return widths?.split(" ")[0] || undefined;
}

function thumbs(): HTMLAnchorElement[] {
  return [...document.querySelectorAll<HTMLAnchorElement>(".thumbs a")];
}

function shown(): HTMLAnchorElement | null {
  return document.querySelector(".thumbs a[aria-current]");
}

function show(thumb: HTMLAnchorElement): void {
  const picture = document.querySelector<HTMLImageElement>("#picture");
  const { widths, alt } = thumb.dataset;
  if (!picture) return;
  picture.srcset = widths ?? "";
  picture.src = thumb.href;
  picture.alt = alt ?? "";
  shown()?.removeAttribute("aria-current");
  thumb.setAttribute("aria-current", "true");
  void removePreview();
}

/** Removes the preview once the image is decoded, since one may show through the other. */
async function removePreview(): Promise<void> {
  try {
    await document.querySelector<HTMLImageElement>("#picture")?.decode();
    document.getElementById("preview")?.remove();
  } catch {
    // If decoding fails the preview stays; if another image was chosen, that one removes it.
  }
}
