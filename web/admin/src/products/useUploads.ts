import { useRef, useState } from "react";
import { useTranslate } from "react-admin";
import { useApi } from "../platform/ApiContext";
import { useSentence } from "../platform/problems";
import type { Product } from "./draft";
import { type FileType, typeOf, upload } from "./sendFile";

/** A file on its way: it waits until it has a `percent`, and stays with a reason if it failed. */
export type Sent = { key: string; name: string; percent?: number; why?: string };

export type Uploads = {
  files: readonly Sent[];
  add: (files: readonly File[]) => void;
  dismiss: (key: string) => void;
};

/** Sends files one after another, whenever they are added; one that fails takes none of the others with it. */
export function useUploads(id: string, onUploaded: (product: Product, type: FileType) => void): Uploads {
  const api = useApi();
  const translate = useTranslate();
  const sentence = useSentence();
  const [files, setFiles] = useState<readonly Sent[]>([]);
  const queue = useRef(Promise.resolve());

  const change = (key: string, to: Partial<Sent>) =>
    setFiles((all) => all.map((sent) => (sent.key === key ? { ...sent, ...to } : sent)));
  const dismiss = (key: string) => setFiles((all) => all.filter((sent) => sent.key !== key));

  const send = async (key: string, file: File) => {
    const type = typeOf(file);
    if (!type) {
      change(key, { why: translate("products.upload_type") });
      return;
    }
    try {
      change(key, { percent: 0 });
      onUploaded(await upload(api, id, file, type, (percent) => change(key, { percent })), type);
      dismiss(key);
    } catch (error) {
      change(key, { why: sentence(error) });
    }
  };
  const add = (added: readonly File[]) => {
    for (const file of added) {
      const key = crypto.randomUUID();
      setFiles((all) => [...all, { key, name: file.name }]);
      queue.current = queue.current.then(() => send(key, file));
    }
  };
  return { files, add, dismiss };
}
