/**
 * What pages of one record ask for. Lists know less of a record, or know it in another form, and react-admin would show
 * that until the whole has come; a question of its own has an answer of its own.
 */
export const WHOLE = { whole: true };
