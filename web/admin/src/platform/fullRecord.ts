/**
 * What pages of one record ask for. Lists know less of a record, or know it in another form, and react-admin would show
 * that until the whole has come; a question of its own has an answer of its own.
 */
export const FULL_RECORD = { whole: true };

/** How such a page asks, where it says by itself what failed instead of going back to the list with a notification. */
export const FULL_RECORD_QUERY = { meta: FULL_RECORD, onError: () => undefined };
