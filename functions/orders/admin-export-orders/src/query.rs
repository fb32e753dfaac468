use deserr::Deserr;
use jiff::Timestamp;
use shared::api::order_span::{OrderSpan, RequestedSpan, in_state};
use shared::api::sheet::SheetLanguage;
use shared::domain::fault::{Broken, Faults};
use shared::domain::purchase::PurchaseState;
use shared::domain::time::{Moment, utc_date};
use shared::http::Limit;
use shared::store::lists::OrderList;
use utoipa::IntoParams;

#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// Only orders in this state: `payment_confirmed` or a later one.
    #[deserr(default)]
    #[param(inline)]
    pub state: Option<PurchaseState>,
    /// Only orders paid at or after this time. Defaults to 24 months before `to`.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime)]
    pub from: Option<Moment>,
    /// Only orders paid at or before this time. Defaults to now.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime)]
    pub to: Option<Moment>,
    /// Language of the spreadsheet program: decides on separators and decimal signs.
    #[deserr(default)]
    #[param(inline, required = false)]
    pub language: SheetLanguage,
    /// Cursor from the `Link` header of the previous page.
    #[deserr(default)]
    #[param(max_length = 4000)]
    pub cursor: Option<String>,
    /// Maximum number of orders per page.
    #[deserr(default = Limit(100), try_from(String) = Limit::try_from -> Broken)]
    #[param(value_type = u16, required = false, minimum = 1, maximum = 100, default = 100)]
    pub limit: Limit,
}

pub(crate) struct Export {
    pub(crate) list: OrderList,
    pub(crate) span: OrderSpan,
}

impl Export {
    /// Parses the query, or returns every fault in it.
    pub(crate) fn read(query: &ExportQuery, now: Timestamp) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        let list = in_state(query.state, &mut faults);
        let requested = RequestedSpan { from: query.from, to: query.to, cursor: query.cursor.as_deref() };
        let span = OrderSpan::read(&format!("order export {list:?}"), requested, now, faults)?;
        Ok(Self { list, span })
    }
}

impl ExportQuery {
    /// The query of the next page: the same filters, with its cursor.
    pub(crate) fn next(&self, cursor: &str) -> String {
        let moment = |moment: Option<Moment>| moment.map(|moment| moment.0.to_string());
        let mut query = form_urlencoded::Serializer::new(String::new());
        let filters = [
            ("state", self.state.map(|state| state.to_string())),
            ("from", moment(self.from)),
            ("to", moment(self.to)),
            ("language", Some(self.language.code().to_owned())),
        ];
        for (name, value) in filters {
            if let Some(value) = value {
                query.append_pair(name, &value);
            }
        }
        query.append_pair("limit", &self.limit.0.to_string()).append_pair("cursor", cursor).finish()
    }
}

/// The name under which a browser saves the file.
pub(crate) fn file_name((from, to): (Timestamp, Timestamp)) -> String {
    format!("orders-{}-to-{}.csv", utc_date(from), utc_date(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_asks_for_the_same_orders() {
        let moment = |written: &str| Some(Moment::try_from(written.to_owned()).unwrap());
        let query = ExportQuery {
            state: Some(PurchaseState::Shipped),
            from: moment("2026-11-01T00:00:00+01:00"),
            to: None,
            language: SheetLanguage::De,
            cursor: None,
            limit: Limit(7),
        };
        let expected = "state=shipped&from=2026-10-31T23%3A00%3A00Z&language=de&limit=7&cursor=a-_b";
        assert_eq!(query.next("a-_b"), expected);
    }

    #[test]
    fn the_file_is_named_after_its_days() {
        let at = |written: &str| written.parse().unwrap();
        let range = (at("2026-11-01T00:00:00Z"), at("2026-11-23T09:30:00Z"));
        assert_eq!(file_name(range), "orders-2026-11-01-to-2026-11-23.csv");
    }
}
