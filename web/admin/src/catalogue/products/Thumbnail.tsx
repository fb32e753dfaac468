import Box from "@mui/material/Box";
import type { Product } from "./draft";
import { thumbnail } from "./thumbnail";

/** Thumbnail of the product's main image. */
export function Thumbnail({ product }: { product: Product }) {
  const image = product.images[0];
  return image ? (
    <Box
      component="img"
      src={thumbnail(image)}
      alt=""
      loading="lazy"
      sx={{ width: 48, height: 48, objectFit: "cover", borderRadius: 1, flex: "none" }}
    />
  ) : null;
}
