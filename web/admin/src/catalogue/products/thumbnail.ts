/** The file of a picture that is shown small. */

/** A picture as the API tells of it: in some widths, smallest first, or as just the one file. */
type Served = { path: string; widths?: readonly number[] };

/** Where the narrowest of a picture's files lies: the widest is at its path, each other has its width before the dot. */
export function thumbnail({ path, widths = [] }: Served): string {
  return widths.length > 1 ? path.replace(/\.\w+$/, `-${String(widths[0])}$&`) : path;
}
