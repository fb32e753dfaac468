import CloseIcon from "@mui/icons-material/Close";
import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import FormHelperText from "@mui/material/FormHelperText";
import IconButton from "@mui/material/IconButton";
import Paper from "@mui/material/Paper";
import Stack from "@mui/material/Stack";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useInput, useTranslate, ValidationError } from "react-admin";
import { useDateLocale } from "../../platform/useDateLocale";
import { faultOf, type Range, rangesOf, withoutRange, withRange } from "./holidays";

const NONE: Range = { from: "", to: "" };

/** Edits closed days: shown as ranges, added as a day or a range. */
export function HolidaysInput({ source }: { source: string }) {
  const translate = useTranslate();
  const [typed, setTyped] = useState(NONE);
  const [rangeFault, setRangeFault] = useState<string>();
  // Saving would lose a range that was typed but not added.
  const pending = () => (typed.from ? translate("settings.holidays.pending") : undefined);
  const { field, fieldState } = useInput<string[]>({ source, validate: pending, defaultValue: [] });
  const days = (field.value ?? []) as string[];
  const message = rangeFault ?? fieldState.error?.message;

  const add = () => {
    const range = { from: typed.from, to: typed.to || typed.from };
    const fault = faultOf(days, range);
    setRangeFault(fault);
    if (fault) return;
    field.onChange(withRange(days, range));
    setTyped(NONE);
  };
  const typing = (name: keyof Range) => (
    <TextField
      type="date"
      label={translate(`settings.holidays.${name}`)}
      value={typed[name]}
      onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
      onKeyDown={(event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        add();
      }}
      error={Boolean(message)}
      slotProps={{ inputLabel: { shrink: true } }}
      size="small"
      margin="none"
      fullWidth={false}
    />
  );
  return (
    <Box role="group" aria-labelledby="holidays">
      <Typography id="holidays" variant="subtitle2" component="h3" gutterBottom>
        {translate("settings.holidays.title")}
      </Typography>
      <Stack direction="row" useFlexGap sx={{ flexWrap: "wrap", gap: 1, alignItems: "center" }}>
        {typing("from")}
        {typing("to")}
        <Button variant="outlined" onClick={add}>
          {translate("settings.holidays.add")}
        </Button>
      </Stack>
      <FormHelperText error={Boolean(message)} role={message ? "alert" : undefined}>
        {message ? <ValidationError error={message} /> : translate("settings.holidays.help")}
      </FormHelperText>
      <Holidays days={days} remove={(range) => field.onChange(withoutRange(days, range))} />
    </Box>
  );
}

function Holidays({ days, remove }: { days: readonly string[]; remove: (range: Range) => void }) {
  const translate = useTranslate();
  const locale = useDateLocale();
  if (days.length === 0) return <Alert severity="info">{translate("settings.holidays.none")}</Alert>;
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  return (
    <Stack
      component="ul"
      direction="row"
      aria-labelledby="holidays"
      useFlexGap
      sx={{ flexWrap: "wrap", gap: 1, padding: 0, margin: 0, marginTop: 1, listStyle: "none" }}
    >
      {rangesOf(days).map((range) => {
        const shown = format.formatRange(Date.parse(range.from), Date.parse(range.to));
        return (
          <Paper key={range.from} component="li" variant="outlined" sx={{ paddingLeft: 1 }}>
            {shown}
            <IconButton
              size="small"
              onClick={() => remove(range)}
              aria-label={translate("settings.holidays.remove", { days: shown })}
            >
              <CloseIcon fontSize="small" />
            </IconButton>
          </Paper>
        );
      })}
    </Stack>
  );
}
