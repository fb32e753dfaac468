import { Button, useSimpleFormIterator } from "react-admin";

/** Style of an iterator whose row actions stay visible without hover, for touch and keyboard. */
export const VISIBLE_ROW_ACTIONS = { "& .RaSimpleFormIterator-action": { visibility: "visible" } };

/** Adds an empty row to an iterator. */
export function AddRow({ label }: { label: string }) {
  const { add } = useSimpleFormIterator();
  return <Button label={label} size="medium" variant="outlined" onClick={() => add()} />;
}
