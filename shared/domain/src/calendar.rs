//! The shop's business days.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// Lead times count days on which the studio works: not its closed weekdays and not its holidays. UTC dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BusinessCalendar {
    /// Days of the week without work, Monday is 1 and Sunday 7.
    pub closed_weekdays: BTreeSet<i8>,
    /// Single days without work.
    pub holidays: BTreeSet<Date>,
}

impl Default for BusinessCalendar {
    /// Closed on Saturdays and Sundays, no holidays.
    fn default() -> Self {
        Self { closed_weekdays: [6, 7].into(), holidays: BTreeSet::new() }
    }
}

impl BusinessCalendar {
    /// Whether the studio works on a day. A calendar closed on all seven weekdays counts as open on all.
    pub fn is_open(&self, day: Date) -> bool {
        let closed = |weekday: Weekday| self.closed_weekdays.contains(&weekday.to_monday_one_offset());
        let never_open = (1..=7).all(|weekday| self.closed_weekdays.contains(&weekday));
        never_open || (!closed(day.weekday()) && !self.holidays.contains(&day))
    }

    /// The day that lies `days` business days after `start`; for 0, the first business day from `start` on.
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
