import type { Schemas } from "@3d-things/api";
import Box from "@mui/material/Box";
import type { Product } from "./draft";

/** A product's main picture, small. */
export function Picture({ product }: { product: Product }) {
  const image = product.images[0];
  return image ? (
    <Box
      component="img"
      src={narrowest(image)}
      alt=""
      loading="lazy"
      sx={{ width: 48, height: 48, objectFit: "cover", borderRadius: 1, flex: "none" }}
    />
  ) : null;
}

/** Where the smallest of a picture's files lies. */
function narrowest({ path, widths = [] }: Schemas["Image"]): string {
  return widths.length > 1 ? path.replace(/\.\w+$/, `-${String(widths[0])}$&`) : path;
}
