/** An image from the API: available widths, smallest first, or one file only. */
type Served = { path: string; widths?: readonly number[] };

/** Returns the path of the narrowest file. The widest is at `path`; others have their width before the extension. */
export function thumbnail({ path, widths = [] }: Served): string {
  return widths.length > 1 ? path.replace(/\.\w+$/, `-${String(widths[0])}$&`) : path;
}
