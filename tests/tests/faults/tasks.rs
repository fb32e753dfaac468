//! Invocations of the functions. Each is a future that is polled at random and dropped where it crashes.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll};

use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use futures::executor::block_on;
use jiff::Timestamp;
use lambda_http::{Body, Request, RequestExt};
use reconcile::Reconcile;
use retention::Retention;
use serde_json::{Value, json};
use shared::domain::ids::OrderId;
use shared::http::{Endpoint, serve};
use shared::payments::hint::PaymentHint;
use shared::schedule::Scheduled;
use shared::worker::{Worker, work};
use shop_tests::events::ApiCall;
use tokio::runtime::Runtime;

use crate::fakes::{MemoryQueue, Waiting};
use crate::world::{PIECES, World};

/// Queue that an invocation reads from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    Payments,
    Mail,
    Refunds,
    Feedback,
}

impl Source {
    pub(crate) const ALL: [Self; 4] = [Self::Payments, Self::Mail, Self::Refunds, Self::Feedback];
}

/// Purpose of an invocation.
#[derive(Debug, Clone)]
pub(crate) enum Job {
    Begin(usize),
    Cancel(usize),
    CancelOrder(usize),
    Work(Source, Vec<Waiting>),
    /// Relays the records with these sequence numbers.
    Relay(Vec<String>),
    Reconcile,
    /// Staff move the order with this id.
    Transition(String),
    Erase,
    Retain,
}

/// End of an invocation.
pub(crate) enum End {
    Answer(u16, Value),
    /// Failed messages, or the first failed record of a stream batch.
    Failed(Vec<String>),
    Crashed,
}

/// Of an answer only the status and the problem, so that the trace of a seed is the same each time.
impl std::fmt::Debug for End {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Answer(status, reply) => write!(f, "{status} {}", reply["code"]),
            Self::Failed(failed) => write!(f, "{} failed", failed.len()),
            Self::Crashed => f.write_str("a crash"),
        }
    }
}

/// Supplies timers, which never expire because nothing drives it: the simulation alone decides how long a call takes.
static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap());

/// A running invocation of a function.
pub(crate) struct Task {
    pub(crate) job: Job,
    /// Numbers of the mails that the provider accepted during the invocation.
    pub(crate) mails: Vec<usize>,
    /// Partitions of pending work that the invocation has queried.
    pub(crate) queried: Vec<String>,
    future: Pin<Box<dyn Future<Output = End> + Send>>,
}

impl Task {
    /// Polls the future until it yields or ends.
    pub(crate) fn poll(&mut self) -> Option<End> {
        let _timers = RUNTIME.enter();
        let mut context = Context::from_waker(futures::task::noop_waker_ref());
        match self.future.as_mut().poll(&mut context) {
            Poll::Ready(end) => Some(end),
            Poll::Pending => None,
        }
    }
}

fn task(job: Job, future: impl Future<Output = End> + Send + 'static) -> Task {
    Task { job, mails: Vec::new(), queried: Vec::new(), future: Box::pin(future) }
}

impl World {
    pub(crate) const fn queue(&self, from: Source) -> &MemoryQueue {
        match from {
            Source::Payments => &self.payments,
            Source::Mail => &self.mails,
            Source::Refunds => &self.refunds,
            Source::Feedback => &self.feedback,
        }
    }

    pub(crate) fn begin(&self, buyer: usize) -> Task {
        let body = json!({
            "items": [{
                "product_id": self.product.id, "quantity": PIECES,
                "variant_ids": (["Small", "ABS", "Ember red"].map(|v| shop_tests::shop::variant_id(&self.product, v))),
            }],
            "country": self.buyers[buyer].country, "expected_total": self.total,
            "cart_id": self.buyers[buyer].cart,
        });
        let request = http::Request::post("/checkouts")
            .header("content-type", "application/json")
            .header("idempotency-key", &self.buyers[buyer].key)
            .body(Body::from(body.to_string()))
            .unwrap();
        let deps = Arc::clone(&self.functions.start);
        task(Job::Begin(buyer), async move {
            next_millisecond();
            answered::<start_checkout::StartCheckout>(deps, request).await
        })
    }

    pub(crate) fn cancel(&self, buyer: usize) -> Option<Task> {
        let (id, _) = self.buyers[buyer].bought.as_ref()?;
        let request = http::Request::post("/").body(Body::Empty).unwrap();
        let path = std::collections::HashMap::from([("id".to_owned(), vec![id.to_string()])]);
        let request = request.with_path_parameters(path);
        let deps = Arc::clone(&self.functions.cancel);
        Some(task(Job::Cancel(buyer), answered::<cancel_checkout::CancelCheckout>(deps, request)))
    }

    /// A buyer cancels their order through its link; none before there is one.
    pub(crate) fn cancel_order(&self, buyer: usize) -> Option<Task> {
        let (id, _) = self.buyers[buyer].bought.as_ref()?;
        let sealed = self.seen(*id)?.order?.confidential?;
        let secret = block_on(self.functions.secrets.open(*id, &sealed)).unwrap().tracking_secret;
        let call = ApiCall {
            path: vec![("id", id.to_string())],
            headers: vec![("authorization", format!("Bearer {}", secret.reveal()))],
            ..ApiCall::to("POST /orders/{id}/cancel")
        };
        let deps = Arc::clone(&self.functions.cancel_order);
        Some(task(Job::CancelOrder(buyer), answered::<cancel_order::CancelOrder>(deps, call.request())))
    }

    pub(crate) fn work(&self, from: Source, messages: Vec<Waiting>) -> Task {
        let event = batch(from, &messages);
        let job = Job::Work(from, messages);
        match from {
            Source::Payments => worked::<settle_payment::SettlePayment>(job, &self.functions.settle, event),
            Source::Mail => worked::<send_mail::SendMail>(job, &(self.functions.send)(), event),
            Source::Refunds => worked::<issue_refund::IssueRefund>(job, &self.functions.issue, event),
            Source::Feedback => {
                worked::<record_mail_feedback::RecordMailFeedback>(job, &self.functions.feedback, event)
            }
        }
    }

    pub(crate) fn relay(&self, records: Vec<EventRecord>) -> Task {
        let numbers: Vec<_> =
            records.iter().map(|record| record.change.sequence_number.clone().unwrap()).collect();
        let destinations = self.functions.destinations.clone();
        task(Job::Relay(numbers), async move {
            let mut event = Event::default();
            event.records = records;
            let response = shared::stream::relay(&destinations, event).await;
            let failed = response.batch_item_failures.into_iter();
            End::Failed(failed.filter_map(|failure| failure.item_identifier).collect())
        })
    }

    pub(crate) fn reconcile(&self, now: Timestamp) -> Task {
        let deps = Arc::clone(&self.functions.reconcile);
        task(Job::Reconcile, async move {
            // The next run does the same work, so a failed one is not repeated.
            let failed = Reconcile::handle(&deps, now).await.err().map(|error| error.to_string());
            End::Failed(failed.into_iter().collect())
        })
    }

    /// The daily run that erases customers whose time is over, or who asked for it.
    pub(crate) fn retain(&self) -> Task {
        let deps = Arc::clone(&self.functions.retain);
        task(Job::Retain, async move {
            let failed = Retention::handle(&deps, shared::clock::now()).await.err();
            End::Failed(failed.into_iter().map(|error| error.to_string()).collect())
        })
    }

    pub(crate) fn transition(&self, id: OrderId, body: &Value) -> Task {
        let path = vec![("id", id.to_string())];
        let body = Some(body.to_string());
        let call = ApiCall { path, body, ..ApiCall::by_staff("POST /admin/orders/{id}/transitions") };
        let deps = Arc::clone(&self.functions.transition);
        let moved = answered::<admin_transition_order::AdminTransitionOrder>(deps, call.request());
        task(Job::Transition(id.to_string()), moved)
    }

    pub(crate) fn erase(&self, email: &str) -> Task {
        let body = Some(json!({ "email": email }).to_string());
        let call = ApiCall { body, ..ApiCall::by_staff("POST /admin/customers/erase") };
        let deps = Arc::clone(&self.functions.erase);
        task(Job::Erase, answered::<admin_erase_customer::AdminEraseCustomer>(deps, call.request()))
    }
}

pub(crate) async fn answered<E: Endpoint>(deps: Arc<E::Deps>, request: Request) -> End {
    let (parts, body) = serve::<E>(&deps, request).await.into_parts();
    let body = match &body {
        Body::Text(text) => serde_json::from_str(text).unwrap(),
        Body::Binary(bytes) => serde_json::from_slice(bytes).unwrap(),
        _ => Value::Null,
    };
    End::Answer(parts.status.as_u16(), body)
}

fn worked<W: Worker>(job: Job, deps: &Arc<W::Deps>, event: SqsEvent) -> Task {
    let deps = Arc::clone(deps);
    task(job, async move {
        let SqsBatchResponse { batch_item_failures, .. } = work::<W>(&deps, event).await;
        End::Failed(batch_item_failures.into_iter().map(|failure| failure.item_identifier).collect())
    })
}

/// Waits for the next millisecond, so that purchases sort by the order in which they began.
fn next_millisecond() {
    let now = shared::clock::now();
    while shared::clock::now() == now {
        std::hint::spin_loop();
    }
}

/// Builds a batch in SQS's format. A message's id is its index.
pub(crate) fn batch(from: Source, messages: &[Waiting]) -> SqsEvent {
    let mut event = SqsEvent::default();
    for (place, waiting) in messages.iter().enumerate() {
        let mut message = SqsMessage::default();
        message.message_id = Some(place.to_string());
        message.body = Some(waiting.text.clone());
        if from == Source::Payments {
            let hint: shared::messages::Message<PaymentHint> = serde_json::from_str(&waiting.text).unwrap();
            message.attributes.insert("MessageGroupId".to_owned(), hint.body.group().to_owned());
        }
        event.records.push(message);
    }
    event
}
