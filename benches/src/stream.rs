//! Reads the table's stream from the embedded engine.

use dynoxide::Database;
use dynoxide::actions::get_records::GetRecordsRequest;
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use dynoxide::actions::list_streams::ListStreamsRequest;
use serde_json::{Value, json};

/// A reader with its position in the stream.
pub(crate) struct Stream {
    arn: String,
    shard: String,
    position: Option<String>,
}

impl Stream {
    /// Opens the stream of a table at its beginning.
    pub(crate) fn of(database: &Database, table: &str) -> Self {
        let listed = database.list_streams(ListStreamsRequest::default()).unwrap();
        let arn = listed.streams.into_iter().find(|stream| stream.table_name == table).unwrap().stream_arn;
        Self { arn, shard: dynoxide::streams::shard_id(table), position: None }
    }

    /// Returns the next records, up to 100, as the event that Lambda delivers; `None` at the end.
    pub(crate) fn next(&mut self, database: &Database) -> Option<Value> {
        let kind = if self.position.is_some() { "AFTER_SEQUENCE_NUMBER" } else { "TRIM_HORIZON" };
        let asked = GetShardIteratorRequest {
            stream_arn: self.arn.clone(),
            shard_id: self.shard.clone(),
            shard_iterator_type: kind.to_owned(),
            sequence_number: self.position.clone(),
        };
        let shard_iterator = database.get_shard_iterator(asked).unwrap().shard_iterator.unwrap();
        let asked = GetRecordsRequest { shard_iterator, limit: Some(100) };
        let records = json!(database.get_records(asked).unwrap().records);
        let last = records.as_array().unwrap().last()?;
        self.position = last["dynamodb"]["SequenceNumber"].as_str().map(ToOwned::to_owned);
        Some(json!({ "Records": records }))
    }
}
