/** Upload of an image or 3D model: request a permit, send the file to S3, then let the API check it. */

import type { Schemas } from "@3d-things/api";
import { type Api, unwrap } from "../../../platform/api";
import type { Product } from "../draft";

export type FileType = Schemas["FileType"];

/** Uploads a file and returns the product with it; `onProgress` receives percentages. */
export async function uploadFile(
  api: Api,
  id: string,
  file: File,
  content_type: FileType,
  onProgress: (percent: number) => void,
): Promise<Product> {
  const alt = file.name.replace(/\.[^.]*$/, "").replaceAll(/[-_]+/g, " ");
  const body = { content_type, size: file.size, alt };
  const permit = await unwrap(api.POST("/admin/products/{id}/images", { params: { path: { id } }, body }));
  await putFile(permit, file, onProgress);
  const params = { path: { id, image_id: permit.image_id } };
  return unwrap(api.POST("/admin/products/{id}/images/{image_id}/confirm", { params }));
}

/** Beginnings of the supported files, where each byte is one character. */
const BEGINNINGS: readonly (readonly [FileType, RegExp])[] = [
  ["image/jpeg", /^\xff\xd8\xff/],
  ["image/png", /^\x89PNG\r\n/],
  ["image/webp", /^RIFF[^]{4}WEBP/],
  ["model/gltf-binary", /^glTF/],
];

/** Returns a supported file's type by its content: browsers know only its name, which other programs set. */
export async function fileTypeOf(file: File): Promise<FileType | undefined> {
  const bytes = new Uint8Array(await file.slice(0, 12).arrayBuffer());
  const beginning = String.fromCharCode(...bytes);
  return BEGINNINGS.find(([, pattern]) => pattern.test(beginning))?.[0];
}

/** Uses XMLHttpRequest, because `fetch` does not report upload progress. */
function putFile(
  permit: Schemas["Upload"],
  file: File,
  onProgress: (percent: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(permit.method, permit.url);
    for (const [name, value] of Object.entries(permit.headers)) {
      // The browser sets the length itself and refuses to have it set.
      if (name.toLowerCase() !== "content-length") request.setRequestHeader(name, String(value));
    }
    request.upload.onprogress = ({ loaded, total }) => onProgress(Math.round((loaded / total) * 100));
    const failed = () => reject(new Error(`${file.name} was not stored: ${String(request.status)}`));
    request.onload = () => (request.status < 300 ? resolve() : failed());
    request.onerror = failed;
    request.send(file);
  });
}
