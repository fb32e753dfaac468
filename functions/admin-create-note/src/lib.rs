//! `POST /admin/orders/{id}/notes`: staff note something on an order, for themselves or for its customer.

use async_trait::async_trait;
use lambda_http::http::StatusCode;
use shared::api::note::OrderNote;
use shared::api::order::OrderPath;
use shared::config::StartError;
use shared::domain::ids::NoteId;
use shared::fulfilment::{NewNote, add_note};
use shared::http::{Access, Call, Created, Endpoint, Json, NoParams, Problem, Route, method};
use shared::random;
use shared::start::{Env, FromEnv};
use shared::store::{Store, StoreError};
use shared::telemetry;
use shared::vault::Vault;

/// How often a note is written anew onto an order that changed meanwhile: whatever changed, the note still holds.
const RACES: usize = 5;

/// Changes purchases, and seals notes under the order's key.
pub struct Deps {
    /// The table.
    pub store: Store,
    /// The vault.
    pub vault: Vault,
}

#[async_trait]
impl FromEnv for Deps {
    async fn from_env(env: &Env) -> Result<Self, StartError> {
        Ok(Self { store: env.store().await?, vault: env.vault()? })
    }
}

/// The endpoint.
pub struct AdminCreateNote;

impl Endpoint for AdminCreateNote {
    const ROUTE: Route = Route {
        function: "admin-create-note",
        method: method::POST,
        path: "/admin/orders/{id}/notes",
        access: Access::FULFILMENT,
        summary: "Add a note to an order. A note for the customer is also sent by mail.",
        problems: &[(404, "not_found"), (409, "conflict"), (409, "customer_erased")],
    };
    type Deps = Deps;
    type Path = OrderPath;
    type Query = NoParams;
    type Body = Json<NewNote>;
    type Reply = Created<OrderNote>;

    async fn handle(deps: &Deps, call: Call<Self>) -> Result<Created<OrderNote>, Problem> {
        let id = call.path.id;
        telemetry::about(id);
        let mut purchase = deps.store.purchase(id).await?.ok_or_else(Problem::not_found)?;
        let order = purchase.order.as_ref().ok_or_else(Problem::not_found)?;
        let key = deps.vault.unlock(id, order.confidential.as_ref().ok_or_else(erased)?).await?;
        let note_id = NoteId::from_uuid(random::uuid(call.now));
        let author = call.principal()?.actor();
        let note = call.body.0.sealed(&key, (id, note_id), author, call.now)?;
        for _ in 0..RACES {
            match deps.store.change(add_note(purchase, note.clone()), &[], random::bytes::<1>()?[0]).await {
                Err(StoreError::Conflict) => {
                    purchase = deps.store.purchase(id).await?.ok_or_else(Problem::not_found)?;
                    let sealed = purchase.order.as_ref().and_then(|order| order.confidential.as_ref());
                    sealed.ok_or_else(erased)?;
                }
                written => {
                    written?;
                    let text = key.open_note(note.name(), &note.text)?;
                    return Ok(Created(OrderNote::of(&note, text)));
                }
            }
        }
        Err(Problem::conflict())
    }
}

/// Notes are sealed under the order's own key, which goes with its customer.
fn erased() -> Problem {
    let detail = "The customer's data was erased, including the key that encrypts notes, so notes can no \
        longer be added.";
    Problem::new(StatusCode::CONFLICT, "customer_erased", detail)
}
