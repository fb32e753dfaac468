/** Returns the next page's cursor from a `Link` header (RFC 8288). */
export function nextCursor(link: string | null): string | undefined {
  const address = /<([^>]*)>;\s*rel="next"/.exec(link ?? "")?.[1];
  return address ? (new URLSearchParams(address.split("?")[1]).get("cursor") ?? undefined) : undefined;
}
