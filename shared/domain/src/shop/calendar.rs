//! The studio's calendar of business days.

use std::collections::BTreeSet;

use deserr::Deserr;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::at_most::AtMost;
use crate::fault::{Broken, Faults, deserr_by_parse};

/// Maximum number of holidays in a calendar.
pub const MAX_HOLIDAYS: usize = 400;

/// Business calendar of the studio. Lead times exclude closed weekdays and holidays; dates are in UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, from(CalendarDraft) = Self::from)]
pub struct BusinessCalendar {
    /// Weekdays on which the studio is closed: 1 is Monday, 7 is Sunday.
    #[schema(value_type = Vec<i8>, max_items = 6, example = json!([6, 7]))]
    pub closed_weekdays: BTreeSet<i8>,
    /// Dates on which the studio is closed, as `YYYY-MM-DD`.
    #[schema(value_type = Vec<Day>, max_items = 400, example = json!(["2026-12-25"]))]
    pub holidays: BTreeSet<Date>,
}

/// A calendar in a request.
#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct CalendarDraft {
    #[deserr(from(AtMost<i8, 7>) = Vec::from)]
    closed_weekdays: Vec<i8>,
    #[deserr(from(AtMost<Day, MAX_HOLIDAYS>) = Vec::from)]
    holidays: Vec<Day>,
}

impl From<CalendarDraft> for BusinessCalendar {
    fn from(draft: CalendarDraft) -> Self {
        Self {
            closed_weekdays: draft.closed_weekdays.into_iter().collect(),
            holidays: draft.holidays.into_iter().map(|Day(day)| day).collect(),
        }
    }
}

/// A date in the format `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = Date, example = "2026-12-25")]
pub struct Day(pub Date);

impl TryFrom<String> for Day {
    type Error = Broken;
    fn try_from(written: String) -> Result<Self, Broken> {
        let day = (written.len() == 10).then(|| written.parse().ok()).flatten();
        day.map(Self).ok_or_else(|| Broken::new("invalid_date", "Must be a date like 2026-12-25."))
    }
}

deserr_by_parse!(Day, String, Day::try_from);

impl Default for BusinessCalendar {
    /// A calendar closed on Saturdays and Sundays, without holidays.
    fn default() -> Self {
        Self { closed_weekdays: [6, 7].into(), holidays: BTreeSet::new() }
    }
}

impl BusinessCalendar {
    /// Reports invalid weekdays and too many holidays, with pointers below `pointer`.
    pub(crate) fn check(&self, pointer: &str, faults: &mut Faults) {
        let weekdays = format!("{pointer}/closed_weekdays");
        if self.closed_weekdays.iter().any(|weekday| !(1..=7).contains(weekday)) {
            faults.push(weekdays, "out_of_range", "Must be between 1 (Monday) and 7 (Sunday).");
        } else if self.closed_weekdays.len() == 7 {
            faults.push(weekdays, "never_open", "At least one day of the week must be a working day.");
        }
        if self.holidays.len() > MAX_HOLIDAYS {
            let detail = format!("At most {MAX_HOLIDAYS} holidays are allowed.");
            faults.push(format!("{pointer}/holidays"), "too_many", detail);
        }
    }

    /// Returns true if the day is a business day. A calendar closed on all seven weekdays counts as open on
    /// all.
    pub fn is_open(&self, day: Date) -> bool {
        let closed = |weekday: Weekday| self.closed_weekdays.contains(&weekday.to_monday_one_offset());
        let never_open = (1..=7).all(|weekday| self.closed_weekdays.contains(&weekday));
        never_open || (!closed(day.weekday()) && !self.holidays.contains(&day))
    }

    /// Returns the day `days` business days after `start`; for 0, the first business day on or after `start`.
    pub fn after(&self, start: Date, days: u16) -> Date {
        let first = if self.is_open(start) { start } else { self.next_open(start) };
        (0..days).fold(first, |day, _| self.next_open(day))
    }

    fn next_open(&self, day: Date) -> Date {
        let mut next = day;
        loop {
            next = next.saturating_add(1.day());
            if self.is_open(next) || next == Date::MAX {
                return next;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn weekends_and_holidays_are_skipped() {
        let mut calendar = BusinessCalendar::default();
        calendar.holidays.insert(date(2026, 12, 25));
        assert_eq!(calendar.after(date(2026, 12, 23), 2), date(2026, 12, 28));
        assert_eq!(calendar.after(date(2026, 12, 26), 0), date(2026, 12, 28));
    }

    proptest! {
        #[test]
        fn a_lead_time_spans_exactly_that_many_open_days(offset in 0_i32..3000, days in 0_u16..120, closed in proptest::collection::btree_set(1_i8..=7, 0..6)) {
            let calendar = BusinessCalendar { closed_weekdays: closed, holidays: BTreeSet::new() };
            let start = date(2026, 1, 1).saturating_add(offset.days());
            let end = calendar.after(start, days);
            let first = calendar.after(start, 0);
            let open = first.series(1.day()).take_while(|day| *day <= end).filter(|day| calendar.is_open(*day)).count();
            prop_assert_eq!(open, usize::from(days) + 1);
            prop_assert!(calendar.is_open(end));
        }
    }
}
