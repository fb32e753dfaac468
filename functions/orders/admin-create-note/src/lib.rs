//! `POST /admin/orders/{id}/notes`: adds a note to an order, for staff or for its customer.

use std::sync::OnceLock;

use shared::api::note::OrderNote;
use shared::api::order::OrderPath;
use shared::domain::fault::{Broken, Faults};
use shared::domain::ids::NoteId;
use shared::domain::purchase::{MAX_NOTES, NewNote, Note};
use shared::http::{Access, Answer, Created, Endpoint, Json, Now, Path, Principal, Problem, Route};
use shared::random;
use shared::store::PurchaseWriter;
use shared::telemetry;
use shared::vault::{OrderKey, Vault};

pub struct AdminCreateNote;

impl Endpoint for AdminCreateNote {
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::post("/admin/orders/{id}/notes", Access::FULFILMENT)
        .summary("Add a note to an order. A note for the customer is also sent by mail.")
        .problems(&[(409, "conflict"), (409, "customer_erased")]);
    type Deps = (PurchaseWriter, Vault);
    type Input = (Principal, Path<OrderPath>, Json<NewNote>, Now);
    type Reply = Created<OrderNote>;

    async fn handle(
        (purchases, vault): &Self::Deps,
        (principal, Path(path), Json(body), Now(now)): Self::Input,
    ) -> Answer<Self> {
        let id = path.id;
        telemetry::about(id);
        let (note_id, author) = (NoteId::from_uuid(random::uuid(now)), &principal.actor());
        // Sealed once, because the key costs a call to KMS. The sealed note stays valid if the order changes and is
        // read again.
        let (new, sealed) = (&body, &OnceLock::new());
        let added = purchases.amend_async(id, |purchase| async move {
            let order = purchase.order.as_ref().ok_or_else(Problem::not_found)?;
            if purchase.notes.len() >= MAX_NOTES {
                let full = Broken::new("too_many", format!("An order has at most {MAX_NOTES} notes."));
                return Err(Faults::from(full.at("/text")).into());
            }
            let customer = order.confidential.as_ref().ok_or_else(Problem::customer_erased)?;
            if sealed.get().is_none() {
                let key = vault.unlock(id, customer).await?;
                let text = key.seal_note(new.name(note_id), new.text.reveal().as_str())?;
                sealed.get_or_init(|| (new.sealed(text, (id, note_id), author.clone(), now), key));
            }
            let note = sealed.get().map(|(note, _): &(Note, OrderKey)| note.clone());
            Ok::<_, Problem>(note.map(|note| purchase.add_note(note)))
        });
        added.await?;
        let (note, key) = sealed.get().ok_or_else(Problem::conflict)?;
        let text = key.open_note(note.name(), &note.text)?;
        Ok(Created(OrderNote::of(note, text)))
    }
}

pub fn main() -> Result<(), shared::start::Error> {
    shared::http::run::<AdminCreateNote>()
}
