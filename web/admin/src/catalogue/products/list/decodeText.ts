/**
 * Decodes a text file as spreadsheet programs save it: in UTF-8 or UTF-16 as its byte order mark says, otherwise in UTF-8
 * if it is valid, otherwise in Windows-1252, in which old programs save.
 */
export function decodeText(bytes: ArrayBuffer): string {
  const [first, second] = new Uint8Array(bytes);
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Node's shortcut for whole texts reads Latin-1 instead; for a single-byte encoding `stream` changes nothing else.
    return new TextDecoder("windows-1252").decode(bytes, { stream: true });
  }
}
