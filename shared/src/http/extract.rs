//! Extractors: the parts of a request that an endpoint asks for, one by one or as a tuple.

use domain::fault::Faults;
use jiff::Timestamp;
use lambda_http::Request;

use super::openapi::Draft;
use super::request::Incoming;
use super::{Access, Problem};

/// The stage at which an extractor runs, whatever its place in the tuple. So the problem that a caller gets first does
/// not depend on the way an endpoint was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The path; an invalid parameter is a 404.
    Path,
    /// The query; its faults are returned together with those of the body.
    Query,
    /// The body; one that cannot be parsed at all is a problem of its own.
    Body,
    /// The headers, once the content has no faults.
    Header,
}

impl Stage {
    pub(super) const IN_ORDER: [Self; 4] = [Self::Path, Self::Query, Self::Body, Self::Header];
}

/// Reason why an extractor has no value.
#[derive(Debug)]
pub enum Refusal {
    /// Faults in the content, returned together with those that other extractors find.
    Faults(Faults),
    /// A problem that ends the reading at once.
    Problem(Problem),
}

impl From<Faults> for Refusal {
    fn from(faults: Faults) -> Self {
        Self::Faults(faults)
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// A part of a request. It adds its own problems and its own share of the OpenAPI operation.
pub trait Extract: Sized + Send {
    const STAGE: Stage;
    /// Statuses and codes of the problems that it adds to an endpoint.
    const PROBLEMS: &'static [(u16, &'static str)] = &[];

    /// Takes its part out of the request.
    fn extract(request: &mut Incoming) -> Result<Self, Refusal>;

    /// Adds its parameter or body to the operation.
    fn describe(_operation: &mut Draft<'_>) {}
}

/// Everything that an endpoint reads from a request: one extractor, a tuple of them, or `()`.
pub trait Input: Sized + Send {
    /// Reads a request stage by stage. Only this method calls the extractors.
    fn read(request: Incoming) -> Result<Self, Problem>;
    /// Describes every extractor, stage by stage.
    fn describe(operation: &mut Draft<'_>);
}

/// Reads a request: checks the caller first, then reads everything that the endpoint asks for.
pub(super) fn read<I: Input>(request: Request, access: Access, now: Timestamp) -> Result<I, Problem> {
    I::read(Incoming::new(request, access, now)?)
}

impl Input for () {
    fn read(mut request: Incoming) -> Result<Self, Problem> {
        Stage::IN_ORDER.into_iter().try_for_each(|stage| request.end(stage))
    }

    fn describe(_operation: &mut Draft<'_>) {}
}

impl<T: Extract> Input for T {
    fn read(request: Incoming) -> Result<Self, Problem> {
        <(T,)>::read(request).map(|(only,)| only)
    }

    fn describe(operation: &mut Draft<'_>) {
        <(T,)>::describe(operation);
    }
}

macro_rules! tuples {
    ($(($($part:ident $slot:ident),+))+) => {$(
        impl<$($part: Extract),+> Input for ($($part,)+) {
            fn read(mut request: Incoming) -> Result<Self, Problem> {
                $(let mut $slot = None::<$part>;)+
                for stage in Stage::IN_ORDER {
                    $(request.read(stage, &mut $slot)?;)+
                    request.end(stage)?;
                }
                match ($($slot,)+) {
                    ($(Some($slot),)+) => Ok(($($slot,)+)),
                    _ => Err(Problem::internal("an extractor answered neither a value nor a refusal")),
                }
            }

            fn describe(operation: &mut Draft<'_>) {
                for stage in Stage::IN_ORDER {
                    $(operation.describe::<$part>(stage);)+
                }
            }
        }
    )+};
}

tuples! {
    (A a)
    (A a, B b)
    (A a, B b, C c)
    (A a, B b, C c, D d)
    (A a, B b, C c, D d, E e)
    (A a, B b, C c, D d, E e, F f)
}
