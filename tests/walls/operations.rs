//! The operations as the API's description tells them.
use serde_json::Value;

/// One operation.
#[derive(Clone)]
pub struct Operation {
    pub method: String,
    /// With `/api/v1`.
    pub path: String,
    pub id: String,
    /// `resource.action`; none where nobody need be signed in.
    pub permission: Option<String>,
    pub public: bool,
    pub takes_body: bool,
    /// Its body is JSON; else it is a file.
    pub takes_json: bool,
    /// Its body is a shape of ours; else it is a programme's form, which is judged when the case is found.
    pub has_shape: bool,
    pub needs_version: bool,
    pub json: Value,
}

impl Operation {
    /// Names of its parameters in a place: `path`, `query`, `header`.
    pub fn parameters<'a>(&'a self, place: &'a str) -> impl Iterator<Item = &'a str> {
        let parameters = self.json["parameters"].as_array().into_iter().flatten();
        parameters.filter(move |parameter| parameter["in"] == place).filter_map(|parameter| parameter["name"].as_str())
    }

    /// Whether it only looks.
    pub fn reads(&self) -> bool {
        self.method == "GET"
    }
}

/// All of them, in the order of the description.
pub fn operations() -> Vec<Operation> {
    let description = serde_json::to_value(panoh::routes::description()).unwrap();
    let mut found = Vec::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        for (method, json) in item.as_object().unwrap() {
            let mut operation = Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                id: json["operationId"].as_str().unwrap_or_default().to_owned(),
                permission: json["x-permission"].as_str().map(str::to_owned),
                public: json["security"] == serde_json::json!([{}]),
                has_shape: has_shape(&description, json),
                takes_body: !json["requestBody"].is_null(),
                takes_json: json["requestBody"]["content"].as_object().is_some_and(|kinds| kinds.keys().any(|kind| kind.contains("json"))),
                needs_version: false,
                json: json.clone(),
            };
            let needs_version = operation.parameters("header").any(|name| name == "If-Match");
            operation.needs_version = needs_version;
            found.push(operation);
        }
    }
    found
}

fn has_shape(description: &Value, operation: &Value) -> bool {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    let named = schema["$ref"].as_str().map(|name| &description["components"]["schemas"][name.rsplit('/').next().unwrap()]);
    named.unwrap_or(schema)["properties"].is_object()
}
