//! The table's stream, read from the engine's own records.

use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use dynoxide::Database;
use dynoxide::actions::get_records::GetRecordsRequest;
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use dynoxide::actions::list_streams::ListStreamsRequest;
use dynoxide::types::AttributeValue;
use serde_json::json;
use shared::store::keys;

/// Position of the relay in the stream.
#[derive(Debug, Clone)]
pub(crate) struct Stream {
    arn: String,
    shard: String,
    /// Sequence number of the last relayed record.
    pub(crate) position: Option<String>,
    /// Position before the last batch, for delivering that batch again.
    pub(crate) before: Option<String>,
    /// A batch was dropped, as Lambda does after its retries.
    pub(crate) given_up: bool,
    pub(crate) busy: bool,
}

impl Stream {
    pub(crate) fn of(database: &Database, table: &str) -> Self {
        let listed = database.list_streams(ListStreamsRequest::default()).unwrap();
        let arn = listed.streams.into_iter().find(|stream| stream.table_name == table).unwrap().stream_arn;
        let shard = dynoxide::streams::shard_id(table);
        Self { arn, shard, position: None, before: None, given_up: false, busy: false }
    }

    /// Returns the next records in Lambda's format. The cursor's are left out: nothing follows from them, and it is written
    /// only if a millisecond has passed, which no seed decides.
    pub(crate) fn next(&self, database: &Database, limit: usize) -> Vec<EventRecord> {
        let (kind, sequence_number) = match &self.position {
            Some(position) => ("AFTER_SEQUENCE_NUMBER", Some(position.clone())),
            None => ("TRIM_HORIZON", None),
        };
        let asked = GetShardIteratorRequest {
            stream_arn: self.arn.clone(),
            shard_id: self.shard.clone(),
            shard_iterator_type: kind.to_owned(),
            sequence_number,
        };
        let shard_iterator = database.get_shard_iterator(asked).unwrap().shard_iterator.unwrap();
        let asked = GetRecordsRequest { shard_iterator, limit: None };
        let mut records = database.get_records(asked).unwrap().records;
        let cursor = AttributeValue::S(keys::stripe_cursor().pk);
        records.retain(|record| record.dynamodb.keys.get("pk") != Some(&cursor));
        records.truncate(limit);
        let event: Event = serde_json::from_value(json!({ "Records": records })).unwrap();
        event.records
    }
}
