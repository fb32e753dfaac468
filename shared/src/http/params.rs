//! Parameters of path and query.

use deserr::Deserr;
use domain::fault::Faults;
use utoipa::IntoParams;
use utoipa::openapi::path::ParameterIn;

use super::Problem;
use super::extract::{Extract, Refusal, Stage};
use super::openapi::Draft;
use super::request::Incoming;

/// Parameters of the path: a struct of values, each parsed from a string.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<T: Deserr<Faults> + IntoParams + Send> Extract for Path<T> {
    const STAGE: Stage = Stage::Path;
    const PROBLEMS: &'static [(u16, &'static str)] = &[(404, "not_found")];

    fn extract(request: &mut Incoming) -> Result<Self, Refusal> {
        let read = deserr::deserialize::<_, _, Faults>(request.path.take().unwrap_or_default());
        // A path with an invalid parameter names nothing that exists.
        Ok(Self(read.map_err(|_| Problem::not_found())?))
    }

    fn describe(operation: &mut Draft<'_>) {
        operation.parameters(T::into_params(|| Some(ParameterIn::Path)));
    }
}

/// Parameters of the query: a struct of values, each parsed from a string.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<T: Deserr<Faults> + IntoParams + Send> Extract for Query<T> {
    const STAGE: Stage = Stage::Query;

    fn extract(request: &mut Incoming) -> Result<Self, Refusal> {
        Ok(Self(deserr::deserialize::<_, _, Faults>(request.query.take().unwrap_or_default())?))
    }

    fn describe(operation: &mut Draft<'_>) {
        operation.parameters(T::into_params(|| Some(ParameterIn::Query)));
    }
}
