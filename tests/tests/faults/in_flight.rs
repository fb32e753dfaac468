//! Conflicts between writes that are in flight at the same time, which the embedded engine does not have: it executes one
//! call after the other.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

/// The items that transactions are writing or checking now.
#[derive(Debug, Clone, Default)]
pub(crate) struct InFlight {
    written: Arc<Mutex<BTreeMap<String, u32>>>,
    /// Conflicts on the day's counters are left out: chance selects their shard, so that they could not be repeated.
    without_counters: bool,
}

/// A call in flight. A crash of its caller drops it, which ends it too.
#[derive(Debug)]
pub(crate) struct Begun {
    items: Vec<String>,
    in_flight: InFlight,
}

impl Drop for Begun {
    fn drop(&mut self) {
        let mut written = self.in_flight.written.lock().unwrap();
        for item in &self.items {
            let count = written.get_mut(item).unwrap();
            *count -= 1;
            if *count == 0 {
                written.remove(item);
            }
        }
    }
}

impl InFlight {
    pub(crate) fn without_counters() -> Self {
        Self { without_counters: true, ..Self::default() }
    }

    /// Begins a call. A write of an item that a transaction in flight has too is an error: for each item of a transaction
    /// whether it is one, or nothing for a single write. Reads are isolated and never conflict.
    pub(crate) fn begin(&self, operation: &str, body: &[u8]) -> Result<Option<Begun>, Vec<bool>> {
        if !matches!(operation, "TransactWriteItems" | "PutItem" | "UpdateItem") {
            return Ok(None);
        }
        let asked: Value = serde_json::from_slice(body).unwrap();
        let mut written = self.written.lock().unwrap();
        let Some(writes) = asked["TransactItems"].as_array() else {
            return if written.contains_key(&item(&asked)) { Err(Vec::new()) } else { Ok(None) };
        };
        let items: Vec<String> = writes.iter().map(|write| item(write_of(write))).collect();
        let counted = |item: &str| !(self.without_counters && item.starts_with("STATS#"));
        let met: Vec<bool> = items.iter().map(|item| counted(item) && written.contains_key(item)).collect();
        if met.contains(&true) {
            return Err(met);
        }
        for item in &items {
            *written.entry(item.clone()).or_default() += 1;
        }
        Ok(Some(Begun { items, in_flight: self.clone() }))
    }
}

/// Returns the only member of a transaction's element, such as its `Put`.
fn write_of(element: &Value) -> &Value {
    element.as_object().unwrap().values().next().unwrap()
}

fn item(write: &Value) -> String {
    let key = write.get("Key").or_else(|| write.get("Item")).unwrap();
    format!("{}|{}", key["pk"]["S"].as_str().unwrap(), key["sk"]["S"].as_str().unwrap())
}

/// Returns DynamoDB's answer to a call that met a transaction in flight.
pub(crate) fn conflict(met: &[bool]) -> Vec<u8> {
    let kind = |code: &str| format!("com.amazonaws.dynamodb.v20120810#{code}");
    let message = "Transaction is ongoing for the item";
    let body = if met.is_empty() {
        json!({"__type": kind("TransactionConflictException"), "message": message})
    } else {
        let code = |met: &bool| if *met { "TransactionConflict" } else { "None" };
        let reasons: Vec<_> = met.iter().map(|met| json!({"Code": code(met)})).collect();
        json!({
            "__type": kind("TransactionCanceledException"), "Message": message, "CancellationReasons": reasons,
        })
    };
    body.to_string().into_bytes()
}
