import Box from "@mui/material/Box";
import type { Product } from "../draft";

/** What is left of choices that are counted; nothing where all is made to order. */
export function Stock({ product }: { product: Product }) {
  const counted = product.variants.filter(({ stock }) => typeof stock === "number");
  return counted.map(({ id, value, stock = 0 }) => (
    <Box key={id} sx={{ color: (stock ?? 0) > 0 ? undefined : "error.main", whiteSpace: "nowrap" }}>
      {value}: {stock}
    </Box>
  ));
}
