/** The pictures of a product: a thumbnail brings its picture to the large place, and so does what is chosen. */

/** Shows a thumbnail's picture when it is pressed, after telling so. */
export function startGallery(onSelect: () => void): void {
  if (!shown()) thumbs()[0]?.setAttribute("aria-current", "true");
  for (const thumb of thumbs()) {
    // Without this script the link opens the picture's file.
    thumb.addEventListener("click", (event) => {
      event.preventDefault();
      onSelect();
      show(thumb);
    });
  }
  void removePreview();
}

/**
 * Goes with what is chosen: to the picture of what was chosen last, if it has one, and away from a picture of something
 * that is no longer chosen.
 */
export function showChosen(chosen: ReadonlySet<string>, last?: string): void {
  const all = thumbs();
  const fits = ({ dataset }: HTMLElement) => !dataset["variant"] || chosen.has(dataset["variant"]);
  const of = all.find(({ dataset }) => last && dataset["variant"] === last);
  const present = shown();
  const next = of ?? (present && !fits(present) ? all.find(fits) : undefined);
  if (next && next !== present) show(next);
}

/** Where the smallest file of the picture lies that shows what is chosen: its own, otherwise that of the whole product. */
export function imageFor(chosen: ReadonlySet<string>): string | undefined {
  const all = thumbs();
  const own = all.find(({ dataset }) => chosen.has(dataset["variant"] ?? ""));
  const thumb = own ?? all.find(({ dataset }) => !dataset["variant"]) ?? all[0];
  if (thumb) return smallestImage(thumb.dataset["widths"]) ?? thumb.pathname;
  const only = document.querySelector<HTMLImageElement>("#picture");
  return smallestImage(only?.srcset) ?? only?.getAttribute("src") ?? undefined;
}

/** The first address of a `srcset`, which begins with the narrowest. */
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

/** The picture takes its preview's place as soon as it can be shown, since one may shine through the other. */
async function removePreview(): Promise<void> {
  try {
    await document.querySelector<HTMLImageElement>("#picture")?.decode();
    document.getElementById("preview")?.remove();
  } catch {
    // What cannot be fetched leaves the preview where it is; what gave way to another picture leaves it to that one.
  }
}
