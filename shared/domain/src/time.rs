//! Points in time as callers write them, and the UTC days that they belong to.

use deserr::Deserr;
use jiff::Timestamp;
use jiff::civil::Date;
use utoipa::ToSchema;

use crate::fault::{Broken, Faults};

/// A timestamp in RFC 3339 format, not before 1970: the text of earlier ones does not sort chronologically.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserr, ToSchema)]
#[deserr(error = Faults, try_from(String) = Self::try_from -> Broken)]
#[schema(value_type = String, format = DateTime)]
pub struct Moment(pub Timestamp);

impl TryFrom<String> for Moment {
    type Error = Broken;
    fn try_from(written: String) -> Result<Self, Broken> {
        let detail = "Must be a timestamp like 2026-11-23T09:30:00Z.";
        let moment = written.parse().ok().filter(|moment| *moment >= Timestamp::UNIX_EPOCH);
        moment.map(Self).ok_or_else(|| Broken::new("invalid_time", detail))
    }
}

/// Returns the UTC day of a time.
pub fn utc_date(at: Timestamp) -> Date {
    jiff::tz::TimeZone::UTC.to_datetime(at).date()
}
