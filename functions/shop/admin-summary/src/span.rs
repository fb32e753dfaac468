use deserr::Deserr;
use jiff::ToSpan;
use jiff::civil::Date;
use shared::domain::fault::Faults;
use shared::domain::shop::calendar::Day;
use utoipa::IntoParams;

/// Maximum number of days in a summary: a quarter.
const MAX_DAYS: i32 = 92;
/// Default number of days in a summary.
const DAYS: i32 = 30;

#[derive(Debug, Default, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SummaryQuery {
    /// First day of the range (UTC). Defaults to 29 days before the last day.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = Date, example = "2026-11-01")]
    pub from: Option<Day>,
    /// Last day of the range (UTC). Defaults to today. The range must be at most 92 days.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = Date, example = "2026-11-30")]
    pub to: Option<Day>,
}

impl SummaryQuery {
    /// Parses the first and the last day, or returns every fault.
    pub(crate) fn read(&self, today: Date) -> Result<(Date, Date), Faults> {
        let mut faults = Faults::default();
        let to = self.to.map_or(today, |Day(day)| day);
        let from = self.from.map_or_else(|| to.saturating_sub((DAYS - 1).days()), |Day(day)| day);
        if from > to {
            faults.push("/from", "after_to", "`from` must not be after `to`.");
        } else if from < to.saturating_sub((MAX_DAYS - 1).days()) {
            faults.push("/from", "out_of_range", format!("The range must be at most {MAX_DAYS} days."));
        }
        faults.into_result()?;
        Ok((from, to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(from: Option<&str>, to: Option<&str>) -> Result<(String, String), &'static str> {
        let day = |written: &str| Day(written.parse().unwrap());
        let query = SummaryQuery { from: from.map(day), to: to.map(day) };
        let read = query.read("2026-11-23".parse().unwrap());
        read.map(|(from, to)| (from.to_string(), to.to_string())).map_err(|faults| faults.0[0].code)
    }

    fn days(from: &str, to: &str) -> (String, String) {
        (from.to_owned(), to.to_owned())
    }

    #[test]
    fn by_default_it_covers_the_last_thirty_days() {
        assert_eq!(read(None, None), Ok(days("2026-10-25", "2026-11-23")));
        assert_eq!(read(None, Some("2026-01-30")), Ok(days("2026-01-01", "2026-01-30")));
    }

    #[test]
    fn a_quarter_is_the_most() {
        assert_eq!(read(Some("2026-08-24"), None), Ok(days("2026-08-24", "2026-11-23")));
        assert_eq!(read(Some("2026-08-23"), None), Err("out_of_range"));
        assert_eq!(read(Some("2026-11-24"), None), Err("after_to"));
        assert_eq!(read(Some("-009999-01-01"), Some("9999-12-31")), Err("out_of_range"));
        assert_eq!(read(None, Some("-009999-01-01")), Ok(days("-009999-01-01", "-009999-01-01")));
    }
}
