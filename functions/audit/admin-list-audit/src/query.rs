use deserr::Deserr;
use jiff::Timestamp;
use shared::domain::audit::subject::Subject;
use shared::domain::fault::{Broken, Faults};
use shared::domain::shop::calendar::Day;
use shared::domain::text::Line;
use shared::domain::time::utc_date;
use shared::http::{Cursor, Limit, invalid_cursor};
use shared::store::audit::{AuditList, AuditPosition};
use utoipa::IntoParams;

#[derive(Debug, Default, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// Only entries of this day (UTC). Defaults to today unless `actor` or `subject` is given.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = Date, example = "2026-11-23")]
    pub day: Option<Day>,
    /// Only entries of one actor: a member of staff (`sub`), a machine client (`client_id`) or one of the shop's
    /// functions (`function`). Can be combined with `day`.
    #[deserr(default)]
    #[param(value_type = Option<String>, max_length = 128)]
    pub actor: Option<Line<128>>,
    /// Only entries of this order or product, of the `categories` or the `settings`. Cannot be combined with other
    /// filters.
    #[deserr(default)]
    #[param(value_type = Option<String>, max_length = 30, example = "settings")]
    pub subject: Option<Subject>,
    /// `next_cursor` of the previous page.
    #[deserr(default)]
    #[param(max_length = 4000)]
    pub cursor: Option<String>,
    /// Maximum number of items per page.
    #[deserr(default, try_from(String) = Limit::try_from -> Broken)]
    #[param(value_type = u16, required = false, minimum = 1, maximum = 100, default = 24)]
    pub limit: Limit,
}

impl AuditQuery {
    /// Name of the list with its filters. A cursor is valid only for the same list.
    pub(crate) fn name(&self) -> String {
        let day = self.day.map(|Day(day)| day);
        format!("audit {day:?} {:?} {:?}", self.subject, self.actor.as_ref().map(Line::as_str))
    }

    /// Parses the list and the position after which its page starts, or returns every fault.
    pub(crate) fn read(&self, now: Timestamp) -> Result<(AuditList, Option<AuditPosition>), Faults> {
        let mut faults = Faults::default();
        let given = [("/actor", self.actor.is_some()), ("/day", self.day.is_some())];
        for (pointer, _) in given.into_iter().filter(|(_, given)| *given && self.subject.is_some()) {
            faults.push(pointer, "not_combinable", "`subject` cannot be combined with other filters.");
        }
        let day = self.day.map(|Day(day)| day);
        let list = match (self.subject, &self.actor) {
            (Some(subject), _) => AuditList::OfSubject(subject),
            (None, Some(actor)) => AuditList::ByActor(actor.to_string(), day),
            (None, None) => AuditList::OfDay(day.unwrap_or_else(|| utc_date(now))),
        };
        let place = self.cursor.as_ref().map(|cursor| Cursor::<Place>::decode(&self.name(), cursor));
        let place = place.transpose().map_err(|fault| faults.add(fault)).unwrap_or_default();
        if place
            .as_ref()
            .is_some_and(|(position, begun)| !self.is_same_list(begun, &list) || !position.is_in(begun))
        {
            faults.add(invalid_cursor());
        }
        faults.into_result()?;
        Ok(place.map_or((list, None), |(position, begun)| (begun, Some(position))))
    }

    /// Returns true if the first page was of the same list. Without `day`, it may have been of an earlier day.
    fn is_same_list(&self, begun: &AuditList, list: &AuditList) -> bool {
        let of_a_day = matches!((begun, list), (AuditList::OfDay(_), AuditList::OfDay(_)));
        begun == list || (of_a_day && self.day.is_none())
    }
}

/// The position at which a page ended, with its list: midnight may pass between two pages.
type Place = (AuditPosition, AuditList);

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn now() -> Timestamp {
        "2026-11-23T23:59:59Z".parse().unwrap()
    }

    fn position(written: &str) -> AuditPosition {
        let position = serde_json::json!({"at": written, "subject": "settings", "seq": 1});
        serde_json::from_value(position).unwrap()
    }

    #[test]
    fn the_days_list_stays_the_days_when_the_day_ends_between_pages() {
        let first = AuditQuery::default();
        let (list, _) = first.read(now()).unwrap();
        assert_eq!(list, AuditList::OfDay(date(2026, 11, 23)));
        let cursor = Cursor::encode(&first.name(), (position("2026-11-23T10:00:00Z"), list.clone()));
        let next = AuditQuery { cursor: Some(cursor), ..AuditQuery::default() };
        let tomorrow = "2026-11-24T00:00:01Z".parse().unwrap();
        assert_eq!(next.read(tomorrow).unwrap(), (list, Some(position("2026-11-23T10:00:00Z"))));
    }

    #[test]
    fn a_position_outside_the_list_is_no_cursor_of_it() {
        let query = AuditQuery { day: Some(Day(date(2026, 11, 23))), ..AuditQuery::default() };
        let list = AuditList::OfDay(date(2026, 11, 23));
        let elsewhere = AuditList::OfDay(date(2026, 11, 22));
        for place in [(position("2026-11-22T10:00:00Z"), list), (position("2026-11-22T10:00:00Z"), elsewhere)]
        {
            let cursor = Some(Cursor::encode(&query.name(), place));
            let query = AuditQuery { cursor, day: query.day, ..AuditQuery::default() };
            assert_eq!(query.read(now()).unwrap_err().0[0].code, "invalid_cursor");
        }
    }

    #[test]
    fn a_subject_is_asked_for_alone() {
        let (day, actor) = (Some(Day(date(2026, 11, 23))), Some(Line::parse("sub-1").unwrap()));
        let query = AuditQuery { day, actor, subject: Some(Subject::Settings), ..AuditQuery::default() };
        let faults = query.read(now()).unwrap_err();
        let pointers: Vec<&str> = faults.0.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/actor", "/day"]);
    }
}
