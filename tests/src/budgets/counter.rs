//! Counts DynamoDB requests where the SDK sends them, and adds a request for the consumed capacity to each.

use std::sync::{Mutex, MutexGuard};

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

use super::{Calls, Spent};

/// Running total of calls and capacity.
#[derive(Debug, Default)]
pub struct Counts(Mutex<Spent>);

impl Counts {
    fn spent(&self) -> MutexGuard<'_, Spent> {
        self.0.lock().unwrap()
    }

    pub fn add(&self, which: impl FnOnce(&mut Calls) -> &mut u32) {
        *which(&mut self.spent().calls) += 1;
    }

    /// Returns the total since the last call and resets it.
    pub fn take(&self) -> Spent {
        std::mem::take(&mut self.spent())
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
