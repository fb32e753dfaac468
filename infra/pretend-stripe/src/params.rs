//! Stripe's form-encoded nested parameters (`line_items[0][price_data][currency]=eur`).
//!
//! Reading a parameter removes it; [`Params::finish`] then refuses the rest as unknown.

use std::collections::BTreeMap;

use crate::error::StripeError;

type Answer<T> = Result<T, StripeError>;
type Fields = BTreeMap<String, Node>;

#[derive(Clone, Debug)]
enum Node {
    Text(String),
    Fields(Fields),
}

/// The parameters of a request, or of one object nested in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params {
    path: String,
    fields: Fields,
}

impl Params {
    /// Parses a query string or a form body.
    pub(crate) fn parse(encoded: &[u8]) -> Self {
        let mut fields = Fields::new();
        for (key, value) in form_urlencoded::parse(encoded) {
            let keys = split(&key);
            insert(&mut fields, &keys, value.into_owned());
        }
        Self { path: String::new(), fields }
    }

    /// Adds the parameters of `other`; Stripe combines query and body in the same way.
    pub(crate) fn merge(&mut self, other: Self) {
        self.fields.extend(other.fields);
    }

    /// Returns the same text for the same parameters in any order.
    pub(crate) fn canonical(&self) -> String {
        format!("{:?}", self.fields)
    }

    /// The full name of a field, as Stripe's errors give it.
    pub(crate) fn name(&self, field: &str) -> String {
        if self.path.is_empty() { field.to_owned() } else { format!("{}[{field}]", self.path) }
    }

    pub(crate) fn text(&mut self, field: &str) -> Answer<Option<String>> {
        let name = self.name(field);
        match self.fields.remove(field) {
            None => Ok(None),
            Some(Node::Text(text)) if text.is_empty() => Err(empty(&name)),
            Some(Node::Text(text)) => Ok(Some(text)),
            Some(Node::Fields(_)) => Err(StripeError::parameter("Invalid string: {...}", name)),
        }
    }

    /// Reads a text of at most `longest` characters.
    pub(crate) fn text_up_to(&mut self, field: &str, longest: usize) -> Answer<Option<String>> {
        let text = self.text(field)?;
        match &text {
            Some(long) if long.chars().count() > longest => Err(StripeError::parameter(
                format!(
                    "Invalid string: {}...; must be at most {longest} characters",
                    long.chars().take(10).collect::<String>()
                ),
                self.name(field),
            )),
            _ => Ok(text),
        }
    }

    pub(crate) fn required(&mut self, field: &str) -> Answer<String> {
        self.text(field)?.ok_or_else(|| StripeError::missing(&self.name(field)))
    }

    pub(crate) fn integer(&mut self, field: &str) -> Answer<Option<i64>> {
        let Some(text) = self.text(field)? else {
            return Ok(None);
        };
        text.parse().map(Some).map_err(|_| {
            StripeError::parameter(format!("Invalid integer: {text}"), self.name(field))
                .code("parameter_invalid_integer")
        })
    }

    /// Reads an amount or quantity, which must be zero or more.
    pub(crate) fn not_negative(&mut self, field: &str) -> Answer<Option<i64>> {
        match self.integer(field)? {
            Some(negative) if negative < 0 => Err(StripeError::parameter(
                "This value must be greater than or equal to 0.",
                self.name(field),
            )
            .code("parameter_invalid_integer")),
            number => Ok(number),
        }
    }

    pub(crate) fn flag(&mut self, field: &str) -> Answer<Option<bool>> {
        match self.text(field)?.as_deref() {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(other) => Err(StripeError::parameter(format!("Invalid boolean: {other}"), self.name(field))),
        }
    }

    pub(crate) fn one_of(&mut self, field: &str, allowed: &[&str]) -> Answer<Option<String>> {
        let text = self.text(field)?;
        if text.as_deref().is_none_or(|text| allowed.contains(&text)) {
            return Ok(text);
        }
        let listed = allowed.join(", ");
        Err(StripeError::parameter(format!("Invalid {field}: must be one of {listed}"), self.name(field)))
    }

    pub(crate) fn object(&mut self, field: &str) -> Answer<Option<Self>> {
        let path = self.name(field);
        match self.fields.remove(field) {
            None => Ok(None),
            Some(Node::Fields(fields)) => Ok(Some(Self { path, fields })),
            Some(Node::Text(text)) => Err(StripeError::parameter(format!("Invalid object: {text}"), path)),
        }
    }

    pub(crate) fn objects(&mut self, field: &str) -> Answer<Vec<Self>> {
        let path = self.name(field);
        self.nodes(field)?
            .into_iter()
            .map(|(index, node)| match node {
                Node::Fields(fields) => Ok(Self { path: format!("{path}[{index}]"), fields }),
                Node::Text(_) => Err(StripeError::parameter("Invalid object", format!("{path}[{index}]"))),
            })
            .collect()
    }

    pub(crate) fn texts(&mut self, field: &str) -> Answer<Vec<String>> {
        let path = self.name(field);
        self.nodes(field)?
            .into_iter()
            .map(|(index, node)| match node {
                Node::Text(text) if !text.is_empty() => Ok(text),
                Node::Text(_) => Err(empty(&format!("{path}[{index}]"))),
                Node::Fields(_) => {
                    Err(StripeError::parameter("Invalid string: {...}", format!("{path}[{index}]")))
                }
            })
            .collect()
    }

    /// Reads metadata within Stripe's limits: 50 keys, names up to 40 and values up to 500 characters.
    pub(crate) fn metadata(&mut self) -> Answer<BTreeMap<String, String>> {
        let Some(given) = self.object("metadata")? else {
            return Ok(BTreeMap::new());
        };
        let mut kept = BTreeMap::new();
        for (key, node) in given.fields {
            let name = format!("{}[{key}]", given.path);
            let Node::Text(value) = node else {
                return Err(StripeError::parameter("Metadata values must be strings.", name));
            };
            if key.chars().count() > 40 || value.chars().count() > 500 {
                let message = "Metadata keys can have up to 40 characters and values up to 500 characters.";
                return Err(StripeError::parameter(message, name));
            }
            kept.insert(key, value);
        }
        if kept.len() > 50 {
            return Err(StripeError::parameter("Metadata can have up to 50 keys.", "metadata"));
        }
        Ok(kept)
    }

    /// Refuses parameters that nothing has read.
    pub(crate) fn finish(self) -> Answer<()> {
        let left: Vec<String> = self.fields.keys().map(|field| self.name(field)).collect();
        if left.is_empty() { Ok(()) } else { Err(StripeError::unknown(&left)) }
    }

    fn nodes(&mut self, field: &str) -> Answer<Vec<(usize, Node)>> {
        let path = self.name(field);
        let fields = match self.fields.remove(field) {
            None => return Ok(Vec::new()),
            Some(Node::Fields(fields)) => fields,
            Some(Node::Text(_)) => return Err(StripeError::parameter("Invalid array", path)),
        };
        let mut nodes = Vec::with_capacity(fields.len());
        for (key, node) in fields {
            let index = key.parse().map_err(|_| StripeError::parameter("Invalid array", path.clone()))?;
            nodes.push((index, node));
        }
        nodes.sort_by_key(|(index, _)| *index);
        Ok(nodes)
    }
}

fn empty(name: &str) -> StripeError {
    StripeError::parameter(
        format!(
            "You passed an empty string for '{name}'. We assume empty values are an attempt to unset a parameter; \
             however '{name}' cannot be unset. You should remove '{name}' from your request or supply a non-empty \
             value."
        ),
        name,
    )
    .code("parameter_invalid_empty")
}

/// Splits a key: `a[b][0]` becomes `a`, `b`, `0`; `a[]` becomes `a` and an empty key.
fn split(key: &str) -> Vec<&str> {
    let Some((head, rest)) = key.split_once('[') else {
        return vec![key];
    };
    let rest = rest.strip_suffix(']').unwrap_or(rest);
    std::iter::once(head).chain(rest.split("][")).collect()
}

fn insert(fields: &mut Fields, keys: &[&str], value: String) {
    let Some((first, rest)) = keys.split_first() else {
        return;
    };
    let key = if first.is_empty() { append_index(fields, rest) } else { (*first).to_owned() };
    if rest.is_empty() {
        fields.insert(key, Node::Text(value));
        return;
    }
    let node = fields.entry(key).or_insert_with(|| Node::Fields(Fields::new()));
    if let Node::Text(_) = node {
        *node = Node::Fields(Fields::new());
    }
    if let Node::Fields(inner) = node {
        insert(inner, rest, value);
    }
}

/// Returns the index for a value under `[]`: the last element while it lacks the field, else a new one.
fn append_index(fields: &Fields, rest: &[&str]) -> String {
    let count = fields.len();
    let last = count.checked_sub(1).map(|index| index.to_string());
    match (last, rest.first()) {
        (Some(last), Some(next)) => match fields.get(&last) {
            Some(Node::Fields(inner)) if !inner.contains_key(*next) => last,
            _ => count.to_string(),
        },
        _ => count.to_string(),
    }
}
