//! An endpoint is one type: its route, the parts of the request it reads, the resources it may use, and one `handle`.

mod body;
mod cdn;
mod endpoint;
mod extract;
mod flag;
mod headers;
mod if_match;
pub mod openapi;
mod paging;
mod params;
mod principal;
mod problem;
mod reply;
mod request;

pub use body::{Json, MAX_BODY_BYTES, RawBody};
pub use cdn::Cdn;
pub use endpoint::{Access, Answer, Endpoint, Route, read, run, serve};
pub use extract::{Extract, Input, Refusal, Stage};
pub use flag::Flag;
pub use headers::{BearerToken, IdempotencyKey, Now, SourceAddress, StripeSignature};
pub use http::StatusCode;
pub use if_match::IfMatch;
pub use paging::{Cursor, Limit, Page, fitting, invalid_cursor, newest};
pub use params::{Path, Query};
pub use principal::{AUTOMATION_SCOPE, Principal, Role};
pub use problem::{Problem, ProblemBody};
pub use reply::{
    Accepted, Created, Csv, HtmlPage, NoContent, Ok200, Rendered, Reply, Tagged, TaggedOrMoved, content_tag,
    names_tag,
};
pub use request::Incoming;
