//! What an act says about itself to the ledger: names of fields, never the values of sensitive ones.
use serde_json::Value;
use uuid::Uuid;

/// One act, to be recorded in the transaction that does it.
#[derive(Debug, Clone)]
pub struct Act {
    /// From the server's own list, e.g. `case.transition`; never taken from a request.
    pub operation: &'static str,
    pub object: Option<(&'static str, Uuid)>,
    pub case_id: Option<Uuid>,
    pub person_id: Option<Uuid>,
    /// 1–4: the highest class among what was read or written.
    pub class: i16,
    pub fields: Vec<String>,
    /// Before and after, for the timeline; K1 and K2 values only, whole numbers only.
    pub change: Option<Value>,
    pub purpose: Option<String>,
    pub reason: Option<String>,
}

impl Act {
    /// An act of the given name.
    pub fn new(operation: &'static str) -> Self {
        Self {
            operation,
            object: None,
            case_id: None,
            person_id: None,
            class: 1,
            fields: Vec::new(),
            change: None,
            purpose: None,
            reason: None,
        }
    }
    /// The record it is done to: kind and id.
    #[must_use]
    pub fn on(mut self, kind: &'static str, id: impl Into<Uuid>) -> Self {
        self.object = Some((kind, id.into()));
        self
    }
    /// The case in whose timeline it stands.
    #[must_use]
    pub fn case(mut self, id: impl Into<Uuid>) -> Self {
        self.case_id = Some(id.into());
        self
    }
    /// The person whom it concerns.
    #[must_use]
    pub fn person(mut self, id: impl Into<Uuid>) -> Self {
        self.person_id = Some(id.into());
        self
    }
    /// The sensitivity of what was read or written.
    #[must_use]
    pub fn class(mut self, class: i16) -> Self {
        self.class = class;
        self
    }
    /// Names of the fields read or written.
    #[must_use]
    pub fn fields<S: Into<String>>(mut self, fields: impl IntoIterator<Item = S>) -> Self {
        self.fields = fields.into_iter().map(Into::into).collect();
        self
    }
    /// Before and after.
    #[must_use]
    pub fn change(mut self, change: Value) -> Self {
        self.change = Some(change);
        self
    }
    /// Why, as the member said it.
    #[must_use]
    pub fn reason(mut self, reason: Option<String>) -> Self {
        self.reason = reason;
        self
    }
}
