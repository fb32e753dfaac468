//! Counts DynamoDB requests where the SDK sends them, and adds a request for the consumed capacity to each.

use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use aws_sdk_dynamodb::operation::batch_get_item::{BatchGetItemInput, BatchGetItemOutput};
use aws_sdk_dynamodb::operation::get_item::{GetItemInput, GetItemOutput};
use aws_sdk_dynamodb::operation::put_item::{PutItemInput, PutItemOutput};
use aws_sdk_dynamodb::operation::query::{QueryInput, QueryOutput};
use aws_sdk_dynamodb::operation::transact_write_items::{TransactWriteItemsInput, TransactWriteItemsOutput};
use aws_sdk_dynamodb::operation::update_item::{UpdateItemInput, UpdateItemOutput};
use aws_sdk_dynamodb::types::{ConsumedCapacity, ReturnConsumedCapacity};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    AfterDeserializationInterceptorContextRef, BeforeSerializationInterceptorContextMut,
    BeforeTransmitInterceptorContextRef, Input, Output,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use tokio::time::Instant;

use super::{Calls, Spent};

/// Running total of calls and capacity.
#[derive(Debug, Default)]
pub struct Counts {
    spent: Mutex<Spent>,
    /// The time that each call takes, if everything is far away.
    distance: Option<Duration>,
    /// The time since which calls are counted.
    since: Mutex<Option<Instant>>,
}

impl Counts {
    /// A total of calls that each take a second of tokio's paused clock. Nothing else takes time, so the seconds that pass are
    /// the calls that were made one after the other.
    pub fn distant() -> Self {
        Self { distance: Some(Duration::from_secs(1)), ..Self::default() }
    }

    fn spent(&self) -> MutexGuard<'_, Spent> {
        self.spent.lock().unwrap()
    }

    fn add(&self, which: impl FnOnce(&mut Calls) -> &mut u32) {
        *which(&mut self.spent().calls) += 1;
    }

    /// Counts a call, and waits for its answer.
    pub async fn call(&self, which: impl FnOnce(&mut Calls) -> &mut u32 + Send) {
        self.add(which);
        self.travel().await;
    }

    /// Waits as long as a call takes.
    pub async fn travel(&self) {
        if let Some(distance) = self.distance {
            tokio::time::sleep(distance).await;
        }
    }

    /// Returns the total since the last call and resets it.
    pub fn take(&self) -> Spent {
        let mut spent = std::mem::take(&mut *self.spent());
        if self.distance.is_some() {
            let now = Instant::now();
            let since = self.since.lock().unwrap().replace(now);
            spent.sequential = since.map_or(0, |since| now.duration_since(since).as_secs());
        }
        spent
    }
}

/// Interceptor in the SDK's client. Retries count again, because each is a round trip.
#[derive(Debug)]
pub(super) struct Counter(pub(super) std::sync::Arc<Counts>);

#[aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint]
impl Intercept for Counter {
    fn name(&self) -> &'static str {
        "Counter"
    }

    fn modify_before_serialization(
        &self,
        context: &mut BeforeSerializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        ask_for_capacity(context.input_mut())
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.0.add(|calls| &mut calls.table);
        Ok(())
    }

    #[allow(clippy::float_arithmetic, reason = "DynamoDB counts half units")]
    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Ok(output) = context.output_or_error() {
            self.0.spent().units += capacity(output);
        }
        Ok(())
    }
}

/// An operation that is not listed here has no budget, so the test fails.
fn ask_for_capacity(input: &mut Input) -> Result<(), BoxError> {
    let wanted = if let Some(input) = input.downcast_mut::<GetItemInput>() {
        &mut input.return_consumed_capacity
    } else if let Some(input) = input.downcast_mut::<QueryInput>() {
        &mut input.return_consumed_capacity
    } else if let Some(input) = input.downcast_mut::<BatchGetItemInput>() {
        &mut input.return_consumed_capacity
    } else if let Some(input) = input.downcast_mut::<PutItemInput>() {
        &mut input.return_consumed_capacity
    } else if let Some(input) = input.downcast_mut::<UpdateItemInput>() {
        &mut input.return_consumed_capacity
    } else if let Some(input) = input.downcast_mut::<TransactWriteItemsInput>() {
        &mut input.return_consumed_capacity
    } else {
        return Err(format!("an operation without a budget: {input:?}").into());
    };
    *wanted = Some(ReturnConsumedCapacity::Total);
    Ok(())
}

fn capacity(output: &Output) -> f64 {
    let of = |taken: &[ConsumedCapacity]| taken.iter().filter_map(ConsumedCapacity::capacity_units).sum();
    if let Some(output) = output.downcast_ref::<GetItemOutput>() {
        of(output.consumed_capacity.as_slice())
    } else if let Some(output) = output.downcast_ref::<QueryOutput>() {
        of(output.consumed_capacity.as_slice())
    } else if let Some(output) = output.downcast_ref::<BatchGetItemOutput>() {
        of(output.consumed_capacity())
    } else if let Some(output) = output.downcast_ref::<PutItemOutput>() {
        of(output.consumed_capacity.as_slice())
    } else if let Some(output) = output.downcast_ref::<UpdateItemOutput>() {
        of(output.consumed_capacity.as_slice())
    } else if let Some(output) = output.downcast_ref::<TransactWriteItemsOutput>() {
        of(output.consumed_capacity())
    } else {
        0.0
    }
}
