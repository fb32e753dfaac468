//! `POST /admin/orders/{id}/notes`: staff note something on an order, for themselves or for its customer.

use shared::api::note::OrderNote;
use shared::api::order::OrderPath;
use shared::domain::ids::NoteId;
use shared::fulfilment::{NewNote, add_note};
use shared::http::{
    Access, Answer, Created, Endpoint, Json, Now, Path, Principal, Problem, Route, StatusCode,
};
use shared::random;
use shared::store::{Store, StoreError};
use shared::telemetry;
use shared::vault::Vault;

/// How often a note is written anew onto an order that changed meanwhile: whatever changed, the note still holds.
const RACES: usize = 5;

pub struct AdminCreateNote;

impl Endpoint for AdminCreateNote {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/admin/orders/{id}/notes", Access::FULFILMENT)
        .summary("Add a note to an order. A note for the customer is also sent by mail.")
        .problems(&[(409, "conflict"), (409, "customer_erased")]);
    type Deps = (Store, Vault);
    type Input = (Principal, Path<OrderPath>, Json<NewNote>, Now);
    type Reply = Created<OrderNote>;

    async fn handle(
        (store, vault): &Self::Deps,
        (principal, Path(path), Json(body), Now(now)): Self::Input,
    ) -> Answer<Self> {
        let id = path.id;
        telemetry::about(id);
        let mut purchase = store.purchase(id).await?.ok_or_else(Problem::not_found)?;
        let order = purchase.order.as_ref().ok_or_else(Problem::not_found)?;
        let key = vault.unlock(id, order.confidential.as_ref().ok_or_else(erased)?).await?;
        let note_id = NoteId::from_uuid(random::uuid(now));
        let author = principal.actor();
        let note = body.sealed(&key, (id, note_id), author, now)?;
        for _ in 0..RACES {
            match store.change(add_note(purchase, note.clone()), &[], random::bytes::<1>()?[0]).await {
                Err(StoreError::Conflict) => {
                    purchase = store.purchase(id).await?.ok_or_else(Problem::not_found)?;
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

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminCreateNote>()
}

/// Notes are sealed under the order's own key, which goes with its customer.
fn erased() -> Problem {
    let detail = "The customer's data was erased, including the key that encrypts notes, so notes can no \
        longer be added.";
    Problem::new(StatusCode::CONFLICT, "customer_erased", detail)
}
