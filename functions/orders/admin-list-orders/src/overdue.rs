//! Orders that should have been shipped by now.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use shared::domain::fault::Faults;
use shared::http::{Cursor, invalid_cursor};
use shared::store::due::DuePosition;

use crate::OrderQuery;

/// The list's name in its cursors.
const LIST: &str = "overdue orders";

/// The selected part of the list. Later pages use the day of the first, because midnight may pass between them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Overdue {
    /// Orders that should have been shipped before this day.
    pub(crate) before: Date,
    /// The position after which the page starts.
    pub(crate) position: Option<DuePosition>,
}

impl Overdue {
    /// Parses the query if it is for this list, or returns every fault in it.
    pub(crate) fn read(query: &OrderQuery, today: Date) -> Result<Option<Self>, Faults> {
        if !query.overdue.0 {
            return Ok(None);
        }
        let mut faults = Faults::default();
        query.alone("/overdue", "`overdue` cannot be combined with other filters.", &mut faults);
        let list = match &query.cursor {
            None => Ok(Self { before: today, position: None }),
            Some(cursor) => Cursor::<Self>::decode(LIST, cursor),
        };
        match list {
            Ok(list) if list.is_possible(today) => faults.into_result().map(|()| Some(list)),
            Ok(_) => Err(with(faults, invalid_cursor())),
            Err(fault) => Err(with(faults, fault)),
        }
    }

    /// Returns true if a page can have ended at this position. A client may have forged it.
    fn is_possible(&self, today: Date) -> bool {
        self.before <= today && self.position.is_none_or(|position| position.ship_by < self.before)
    }

    /// The cursor of the page that starts after a position.
    pub(crate) fn cursor(&self, position: DuePosition) -> String {
        Cursor::encode(LIST, Self { position: Some(position), ..self.clone() })
    }
}

fn with(mut faults: Faults, fault: shared::domain::fault::Fault) -> Faults {
    faults.add(fault);
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use shared::domain::purchase::PurchaseState;
    use shared::http::Flag;

    const TODAY: Date = date(2026, 11, 23);

    fn asked(cursor: Option<String>) -> OrderQuery {
        OrderQuery { overdue: Flag(true), cursor, ..OrderQuery::default() }
    }

    fn position(ship_by: &str) -> DuePosition {
        let position = serde_json::json!({"ship_by": ship_by, "id": "ord_01h455vb4pex5vsknk084sn02q"});
        serde_json::from_value(position).unwrap()
    }

    fn faults(query: &OrderQuery) -> Vec<(String, &'static str)> {
        let faults = Overdue::read(query, TODAY).unwrap_err();
        faults.0.into_iter().map(|fault| (fault.pointer, fault.code)).collect()
    }

    #[test]
    fn the_list_ends_where_today_begins_and_keeps_that_day_over_its_pages() {
        let first = Overdue::read(&asked(None), TODAY).unwrap().unwrap();
        assert_eq!(first, Overdue { before: TODAY, position: None });
        let next = asked(Some(first.cursor(position("2026-11-20"))));
        let next = Overdue::read(&next, TODAY.tomorrow().unwrap()).unwrap().unwrap();
        assert_eq!(next, Overdue { before: TODAY, position: Some(position("2026-11-20")) });
        assert_eq!(Overdue::read(&OrderQuery::default(), TODAY), Ok(None));
    }

    #[test]
    fn a_cursor_that_no_page_can_have_given_is_a_fault() {
        let list = Overdue { before: TODAY, position: None };
        let tomorrow = Overdue { before: TODAY.tomorrow().unwrap(), position: None };
        for forged in
            [list.cursor(position("2026-11-23")), tomorrow.cursor(position("2026-11-20")), "?".to_owned()]
        {
            assert_eq!(faults(&asked(Some(forged))), [("/cursor".to_owned(), "invalid_cursor")]);
        }
    }

    #[test]
    fn no_other_filter_goes_with_it() {
        let query = OrderQuery { state: Some(PurchaseState::Processing), ..asked(None) };
        assert_eq!(faults(&query), [("/state".to_owned(), "not_combinable")]);
    }
}
