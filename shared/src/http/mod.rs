//! An endpoint is one type: its route, what it may touch, and one `handle`.

mod body;
mod call;
mod endpoint;
mod flag;
mod if_match;
pub mod openapi;
mod paging;
mod principal;
mod problem;
mod reply;

pub use body::{Json, MAX_BODY_BYTES, NoBody, RawBody, RequestBody};
pub use call::{Call, NoParams, Params};
pub use endpoint::{Access, Endpoint, Route, run, serve};
pub use flag::Flag;
/// HTTP methods, for routes.
pub use http::Method as method;
pub use if_match::IfMatch;
pub use paging::{Cursor, Limit, Page, invalid_cursor};
pub use principal::{AUTOMATION_SCOPE, Principal, Role};
pub use problem::{Problem, ProblemBody};
pub use reply::{
    Accepted, Created, Csv, HtmlPage, NoContent, Ok200, Reply, Tagged, TaggedOrMoved, content_tag, names_tag,
};
