use deserr::Deserr;
use shared::domain::catalogue::cards::{Position, Sort};
use shared::domain::catalogue::product::Search;
use shared::domain::fault::{Broken, Fault, Faults};
use shared::domain::text::Slug;
use shared::http::{Cursor, Limit};
use utoipa::IntoParams;

#[derive(Debug, Clone, Default, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// Only products of this category.
    #[deserr(default)]
    #[param(inline)]
    pub category: Option<Slug>,
    /// Only products that contain this text in name, description, category or a variant (case-insensitive).
    #[deserr(default)]
    #[param(inline, required = false)]
    pub q: Search,
    /// Sort order of the list.
    #[deserr(default)]
    #[param(inline, required = false)]
    pub sort: Sort,
    /// Maximum number of items per page.
    #[deserr(default, try_from(String) = Limit::try_from -> Broken)]
    #[param(value_type = u16, required = false, minimum = 1, maximum = 100, default = 24)]
    pub limit: Limit,
    /// `next_cursor` of the previous page.
    #[deserr(default)]
    #[param(max_length = 4000)]
    pub cursor: Option<String>,
}

impl ListQuery {
    /// Name of the list with its filters; a cursor is valid only for the same list. The search comes last, so that no
    /// two lists share a name.
    pub(crate) fn name(&self) -> String {
        let category = self.category.as_ref().map_or("", Slug::as_str);
        format!("products/{category}/{:?}/{}", self.sort, self.q.as_str())
    }

    /// The position after which the page starts.
    pub(crate) fn position(&self) -> Result<Option<Position>, Faults> {
        let decode = |cursor: &String| Cursor::decode(&self.name(), cursor);
        self.cursor.as_ref().map(decode).transpose().map_err(|fault: Fault| fault.into())
    }
}
