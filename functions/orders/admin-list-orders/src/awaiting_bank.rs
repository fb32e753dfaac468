//! Purchases whose payment a bank has not confirmed yet.

use shared::domain::fault::Faults;
use shared::http::Cursor;
use shared::store::awaiting_bank::AwaitingPosition;

use crate::OrderQuery;

/// The list's name in its cursors.
const LIST: &str = "purchases awaiting a bank";

/// The position after which a page of the list starts; none for the first.
pub(crate) struct AwaitingBank(pub(crate) Option<AwaitingPosition>);

impl AwaitingBank {
    /// Parses the query if it is for this list, or returns every fault in it.
    pub(crate) fn read(query: &OrderQuery) -> Result<Option<Self>, Faults> {
        if !query.awaiting_bank.0 {
            return Ok(None);
        }
        let mut faults = Faults::default();
        query.alone("/awaiting_bank", "`awaiting_bank` cannot be combined with other filters.", &mut faults);
        let position = query.cursor.as_deref().map(|cursor| Cursor::decode(LIST, cursor)).transpose();
        match position {
            Ok(position) => faults.into_result().map(|()| Some(Self(position))),
            Err(fault) => {
                faults.0.push(fault);
                Err(faults)
            }
        }
    }

    /// The cursor of the page that starts after a position.
    pub(crate) fn cursor(position: AwaitingPosition) -> String {
        Cursor::encode(LIST, position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::domain::purchase::PurchaseState;
    use shared::http::Flag;

    fn asked(cursor: Option<String>) -> OrderQuery {
        OrderQuery { awaiting_bank: Flag(true), cursor, ..OrderQuery::default() }
    }

    fn faults(query: &OrderQuery) -> Vec<(String, &'static str)> {
        let Err(faults) = AwaitingBank::read(query) else { panic!("no fault") };
        faults.0.into_iter().map(|fault| (fault.pointer, fault.code)).collect()
    }

    #[test]
    fn a_page_starts_where_the_one_before_ended() {
        assert!(AwaitingBank::read(&OrderQuery::default()).unwrap().is_none());
        assert!(AwaitingBank::read(&asked(None)).unwrap().unwrap().0.is_none());
        let position =
            serde_json::json!({"started": "2026-11-23T09:00:00Z", "id": "ord_01h455vb4pex5vsknk084sn02q"});
        let position: AwaitingPosition = serde_json::from_value(position).unwrap();
        let next = AwaitingBank::read(&asked(Some(AwaitingBank::cursor(position)))).unwrap().unwrap();
        assert_eq!(next.0, Some(position));
    }

    #[test]
    fn neither_another_filter_nor_an_unknown_cursor_goes_with_it() {
        let query = OrderQuery { state: Some(PurchaseState::Processing), ..asked(Some("?".to_owned())) };
        let expected = [("/state", "not_combinable"), ("/cursor", "invalid_cursor")];
        assert_eq!(faults(&query), expected.map(|(pointer, code)| (pointer.to_owned(), code)));
    }
}
