import Chip from "@mui/material/Chip";
import { useTranslate } from "react-admin";
import { type State, stateColour } from "./order";

/** Shows a state by its name and colour. */
export function StateChip({ state }: { state: State }) {
  const translate = useTranslate();
  return (
    <Chip
      size="small"
      variant="outlined"
      color={stateColour(state)}
      label={translate(`orders.states.${state}`)}
    />
  );
}
