import { useRef, useState } from "react";
import { useTranslate } from "react-admin";
import { useApi } from "../../../platform/ApiContext";
import { useErrorMessage } from "../../../platform/errors";
import type { Product } from "../draft";
import { type FileType, fileTypeOf, uploadFile } from "./uploadFile";

/** An upload: waiting without `percent`, failed with `error`. */
export type UploadItem = { key: string; name: string; percent?: number; error?: string };

export type Uploads = {
  files: readonly UploadItem[];
  add: (files: readonly File[]) => void;
  dismiss: (key: string) => void;
};

/** Uploads files one at a time; a failed upload does not stop the others. */
export function useUploads(id: string, onUploaded: (product: Product, type: FileType) => void): Uploads {
  const api = useApi();
  const translate = useTranslate();
  const sentence = useErrorMessage();
  const [files, setFiles] = useState<readonly UploadItem[]>([]);
  const queue = useRef(Promise.resolve());

  const change = (key: string, to: Partial<UploadItem>) =>
    setFiles((all) => all.map((item) => (item.key === key ? { ...item, ...to } : item)));
  const dismiss = (key: string) => setFiles((all) => all.filter((item) => item.key !== key));

  const process = async (key: string, file: File) => {
    const type = await fileTypeOf(file);
    if (!type) {
      change(key, { error: translate("products.upload_type") });
      return;
    }
    try {
      change(key, { percent: 0 });
      onUploaded(await uploadFile(api, id, file, type, (percent) => change(key, { percent })), type);
      dismiss(key);
    } catch (error) {
      change(key, { error: sentence(error) });
    }
  };
  const add = (added: readonly File[]) => {
    for (const file of added) {
      const key = crypto.randomUUID();
      setFiles((all) => [...all, { key, name: file.name }]);
      queue.current = queue.current.then(() => process(key, file));
    }
  };
  return { files, add, dismiss };
}
