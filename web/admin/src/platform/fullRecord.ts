/**
 * Query meta of pages of one record. Lists load partial records, and react-admin would show those until the full one
 * arrives; separate meta gives the page a cache entry of its own.
 */
export const FULL_RECORD = { whole: true };

/** Query options of a page that shows its load errors itself instead of returning to the list. */
export const FULL_RECORD_QUERY = { meta: FULL_RECORD, onError: () => undefined };
