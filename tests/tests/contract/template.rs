//! Reads `template.yaml` for comparison with the code.

use std::collections::BTreeMap;
use std::fs;

use serde_yaml_ng::Value;

/// A function as the template deploys it.
pub(crate) struct Function {
    /// Logical id in the template.
    pub(crate) resource: String,
    /// Function name without the stack's prefix.
    pub(crate) name: String,
    /// Folder of its binary.
    pub(crate) code: String,
    pub(crate) routes: Vec<Route>,
}

/// A route of the API gateway.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Route {
    pub(crate) method: String,
    pub(crate) path: String,
    /// Authoriser of the route, if it has one.
    pub(crate) authorizer: Option<String>,
}

/// The template as parsed YAML.
pub(crate) struct Template(Value);

impl Template {
    /// Reads the template. Tags such as `!Sub` stay attached to their values.
    pub(crate) fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../template.yaml");
        Self(serde_yaml_ng::from_str(&fs::read_to_string(path).unwrap()).unwrap())
    }

    /// Returns every resource of a type.
    pub(crate) fn resources(&self, kind: &str) -> BTreeMap<&str, &Value> {
        let all = self.0["Resources"].as_mapping().unwrap().iter();
        let of_kind = all.filter(|(_, resource)| resource["Type"].as_str() == Some(kind));
        of_kind.map(|(name, resource)| (name.as_str().unwrap(), &resource["Properties"])).collect()
    }

    pub(crate) fn functions(&self) -> Vec<Function> {
        let functions = self.resources("AWS::Serverless::Function").into_iter();
        functions.map(|(resource, properties)| function(resource, properties)).collect()
    }

    /// Returns every route with the function that it invokes.
    pub(crate) fn routes(&self) -> BTreeMap<Route, String> {
        let functions = self.functions();
        let all = functions.iter().flat_map(|f| f.routes.iter().map(|route| (route.clone(), f.name.clone())));
        let count = all.clone().count();
        let routes: BTreeMap<Route, String> = all.collect();
        assert_eq!(routes.len(), count, "a route leads to two functions");
        routes
    }
}

fn function(resource: &str, properties: &Value) -> Function {
    let name = text(&properties["FunctionName"]);
    let name =
        name.strip_prefix("${AWS::StackName}-").unwrap_or_else(|| panic!("{resource} is named {name}"));
    let events = properties["Events"].as_mapping().into_iter().flatten().map(|(_, event)| event);
    let http = events.filter(|event| event["Type"].as_str() == Some("HttpApi"));
    Function {
        resource: resource.to_owned(),
        name: name.to_owned(),
        code: text(&properties["CodeUri"]),
        routes: http.map(|event| route(&event["Properties"])).collect(),
    }
}

fn route(properties: &Value) -> Route {
    Route {
        method: text(&properties["Method"]),
        path: text(&properties["Path"]),
        authorizer: properties["Auth"]["Authorizer"].as_str().map(ToOwned::to_owned),
    }
}

/// Returns a value's text without its tag.
pub(crate) fn text(value: &Value) -> String {
    let untagged = match value {
        Value::Tagged(tagged) => &tagged.value,
        plain => plain,
    };
    untagged.as_str().unwrap_or_else(|| panic!("expected a text, found {value:?}")).to_owned()
}
