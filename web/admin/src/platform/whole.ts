/**
 * What pages of one record ask for. Lists know less of a record, or know it in another form, and react-admin would show
 * that until the whole has come; a question of its own has an answer of its own.
 */
export const WHOLE = { whole: true };

/** How such a page asks, where it says by itself what failed instead of going back to the list with a notification. */
export const WHOLE_OR_TOLD = { meta: WHOLE, onError: () => undefined };
