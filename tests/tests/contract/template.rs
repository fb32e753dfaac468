//! `template.yaml`, read for comparison.

use std::collections::BTreeMap;
use std::fs;

use serde_yaml_ng::Value;

/// A function as the template deploys it.
pub(crate) struct Function {
    /// Its resource.
    pub(crate) resource: String,
    /// What its name ends in, after the stack's.
    pub(crate) name: String,
    /// Where its binary lies.
    pub(crate) code: String,
    /// Its routes.
    pub(crate) routes: Vec<Route>,
}

/// A route of the gateway.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Route {
    /// The method.
    pub(crate) method: String,
    /// The path.
    pub(crate) path: String,
    /// Who checks the caller.
    pub(crate) authorizer: Option<String>,
}

/// The template.
pub(crate) struct Template(Value);

impl Template {
    /// Reads it. Tags such as `!Sub` stay beside their values.
    pub(crate) fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../template.yaml");
        Self(serde_yaml_ng::from_str(&fs::read_to_string(path).unwrap()).unwrap())
    }

    /// Every resource of a type.
    pub(crate) fn resources(&self, kind: &str) -> BTreeMap<&str, &Value> {
        let all = self.0["Resources"].as_mapping().unwrap().iter();
        let of_kind = all.filter(|(_, resource)| resource["Type"].as_str() == Some(kind));
        of_kind.map(|(name, resource)| (name.as_str().unwrap(), &resource["Properties"])).collect()
    }

    /// Every function.
    pub(crate) fn functions(&self) -> Vec<Function> {
        let functions = self.resources("AWS::Serverless::Function").into_iter();
        functions.map(|(resource, properties)| function(resource, properties)).collect()
    }

    /// Every route with the function that it leads to.
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

/// A text, its tag left away.
pub(crate) fn text(value: &Value) -> String {
    let untagged = match value {
        Value::Tagged(tagged) => &tagged.value,
        plain => plain,
    };
    untagged.as_str().unwrap_or_else(|| panic!("expected a text, found {value:?}")).to_owned()
}
