/** API calls on a whole product. */

import { HttpError } from "react-admin";
import { type Api, unwrap } from "../../../platform/api";
import { copySlugs, type Product } from "../draft";

/** Maximum number of slugs to try for a copy. */
const MAX_ATTEMPTS = 20;

/** Duplicates a product under the first free slug. */
export async function duplicateProduct(api: Api, { id, slug }: Product, name: string): Promise<Product> {
  const slugs = copySlugs(slug);
  for (let left = MAX_ATTEMPTS; ; left -= 1) {
    const body = { slug: slugs.next().value, name };
    try {
      return await unwrap(api.POST("/admin/products/{id}/duplicate", { params: { path: { id } }, body }));
    } catch (error) {
      const taken = error instanceof HttpError && error.body?.code === "slug_taken";
      if (!taken || left === 1) throw error;
    }
  }
}

/** True if a removed product still exists: one that orders refer to is archived instead of deleted. */
export async function stillExists(api: Api, id: string): Promise<boolean> {
  try {
    await unwrap(api.GET("/admin/products/{id}", { params: { path: { id } } }));
    return true;
  } catch (error) {
    if (error instanceof HttpError && error.status === 404) return false;
    throw error;
  }
}
