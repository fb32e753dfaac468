import { CheckboxGroupInput, useLocaleState } from "react-admin";
import { HolidaysInput } from "./HolidaysInput";
import { weekdays } from "./names";
import { Section } from "./Section";

export function CalendarSection() {
  const [locale] = useLocaleState();
  return (
    <Section name="calendar">
      <CheckboxGroupInput
        source="calendar.closed_weekdays"
        label="settings.calendar.closed_weekdays"
        choices={weekdays(locale)}
        translateChoice={false}
      />
      <HolidaysInput source="calendar.holidays" />
    </Section>
  );
}
