//! Corrections of an order: address, tracking details and ship-by date, and cancellation by its customer.

use super::*;

fn resealed() -> Sealed {
    Sealed::new(vec![1], vec![2], vec![3])
}

fn parcel_correction(document: &Value) -> ParcelCorrection {
    let mut whole = json!({"version": 7, "parcel": 0, "carrier": "UPS", "tracking_number": "1Z9"});
    document.as_object().unwrap().iter().for_each(|(name, value)| whole[name] = value.clone());
    deserr::deserialize::<_, _, Faults>(whole).unwrap()
}

fn ship_by(document: &Value) -> ShipByChange {
    let mut whole = json!({"version": 7, "ship_by": "2027-01-25", "reason": "The printer is being repaired"});
    document.as_object().unwrap().iter().for_each(|(name, value)| whole[name] = value.clone());
    deserr::deserialize::<_, _, Faults>(whole).unwrap()
}

/// A shipped order with one parcel.
fn shipped() -> Purchase {
    let mut purchase = purchase(S::Shipped);
    let parcel = json!({"carrier": "DHL", "tracking_number": "0034"});
    purchase.order.as_mut().unwrap().parcels = vec![serde_json::from_value(parcel).unwrap()];
    purchase
}

fn kinds(mails: &[MailRecord]) -> Vec<MailKind> {
    mails.iter().map(|mail| mail.kind).collect()
}

#[test]
fn an_address_is_corrected_until_the_order_is_shipped() {
    let actor = &action().actor;
    for state in [S::PaymentConfirmed, S::Processing] {
        let change = purchase(state).correct_address(7, resealed(), actor, at(600)).unwrap();
        let order = change.after().unwrap().order.unwrap();
        assert_eq!((order.confidential, order.state), (Some(resealed()), state));
        assert_eq!(order.customer_hash.as_deref(), Some("c"), "the e-mail is the same");
        assert_eq!(actions(&change), [(Action::AddressCorrected, None)]);
        assert_eq!(change.events[0].evidence, json!({}), "the entry does not say how");
        assert!(change.mails.is_empty());
    }
    for state in [S::Shipped, S::Delivered, S::Cancelled] {
        let refused = purchase(state).correct_address(7, resealed(), actor, at(600)).unwrap_err();
        assert_eq!(refused, Refused::WrongState(state));
    }
    let stale = purchase(S::Processing).correct_address(6, resealed(), actor, at(600)).unwrap_err();
    assert_eq!(stale, Refused::Stale);
    let mut erased = purchase(S::Processing);
    erased.order.as_mut().unwrap().confidential = None;
    let refused = erased.correct_address(7, resealed(), actor, at(600)).unwrap_err();
    assert_eq!(refused, Refused::CustomerErased);
}

#[test]
fn tracking_details_are_corrected_while_the_parcel_is_on_its_way() {
    let change = shipped().correct_parcel(&parcel_correction(&json!({})), &action().actor, at(600)).unwrap();
    let order = change.after().unwrap().order.unwrap();
    assert_eq!(order.parcels[0].tracking_number.as_str(), "1Z9");
    let evidence = json!({
        "parcel": 0, "before": {"carrier": "DHL", "tracking_number": "0034"},
        "after": {"carrier": "UPS", "tracking_number": "1Z9"},
    });
    assert_eq!(
        (actions(&change), &change.events[0].evidence),
        (vec![(Action::TrackingCorrected, None)], &evidence)
    );
    assert!(change.mails.is_empty(), "only on request");
    for state in [S::PaymentConfirmed, S::Delivered, S::Cancelled] {
        let request = parcel_correction(&json!({}));
        let refused = purchase(state).correct_parcel(&request, &action().actor, at(600)).unwrap_err();
        assert_eq!(refused, Refused::WrongState(state));
    }
}

#[test]
fn corrected_tracking_details_follow_the_rules_of_a_shipment() {
    for (document, fault) in [
        (json!({"parcel": 1}), ("/parcel", "unknown_parcel")),
        (json!({"tracking_url": "http://ups.example"}), ("/tracking_url", "not_https")),
        (json!({"tracking_number": "1Я9"}), ("/tracking_number", "mixed_scripts")),
    ] {
        let read = json!({"version": 7, "parcel": 0, "carrier": "UPS", "tracking_number": "1Z9"});
        let mut whole = read;
        document.as_object().unwrap().iter().for_each(|(name, value)| whole[name] = value.clone());
        let refused = match deserr::deserialize::<ParcelCorrection, _, Faults>(whole) {
            Ok(request) => faults(shipped().correct_parcel(&request, &action().actor, at(600)).unwrap_err()),
            Err(broken) => faults(Refused::Faulty(broken)),
        };
        assert_eq!(refused, set([fault]));
    }
}

#[test]
fn a_correction_is_mailed_on_request_and_again_after_the_first_mail() {
    let request = parcel_correction(&json!({"notify": true}));
    let change = shipped().correct_parcel(&request, &action().actor, at(600)).unwrap();
    assert_eq!(kinds(&change.mails), [MailKind::TrackingCorrected]);
    let again = ParcelCorrection { version: 8, ..request };
    let owed = change.after().unwrap();
    let second = owed.clone().correct_parcel(&again, &action().actor, at(700)).unwrap();
    assert!(
        second.mails.is_empty() && second.mails_renewed.is_empty(),
        "the one that is owed has the new details"
    );
    let mut sent = owed;
    sent.mails.iter_mut().for_each(|mail| mail.status = MailStatus::Sent);
    let second = sent.correct_parcel(&again, &action().actor, at(700)).unwrap();
    assert_eq!(
        (kinds(&second.mails), kinds(&second.mails_renewed)),
        (vec![], vec![MailKind::TrackingCorrected])
    );
}

#[test]
fn the_ship_by_date_is_changed_with_a_reason_until_the_order_is_shipped() {
    for state in [S::PaymentConfirmed, S::Processing] {
        let request = ship_by(&json!({"notify": true}));
        let change = purchase(state).change_ship_by(&request, &action().actor, at(600)).unwrap();
        let order = change.after().unwrap().order.unwrap();
        assert_eq!(order.ship_by.to_string(), "2027-01-25");
        let event = &change.events[0];
        assert_eq!(event.evidence, json!({"before": "2027-01-20", "after": "2027-01-25"}));
        assert_eq!(
            (event.action, event.reason.as_deref()),
            (Action::ShipByChanged, Some("The printer is being repaired"))
        );
        assert_eq!(kinds(&change.mails), [MailKind::ShipByChanged]);
    }
    let silent =
        purchase(S::Processing).change_ship_by(&ship_by(&json!({})), &action().actor, at(600)).unwrap();
    assert!(silent.mails.is_empty());
    for state in [S::Shipped, S::Delivered, S::Cancelled] {
        let refused =
            purchase(state).change_ship_by(&ship_by(&json!({})), &action().actor, at(600)).unwrap_err();
        assert_eq!(refused, Refused::WrongState(state));
    }
}

#[test]
fn a_ship_by_date_is_between_today_and_a_year_ahead() {
    // The action is on 15 January 2027.
    for (date, allowed) in
        [("2027-01-14", false), ("2027-01-15", true), ("2028-01-16", true), ("2028-01-17", false)]
    {
        let request = ship_by(&json!({"ship_by": date}));
        let changed = purchase(S::Processing).change_ship_by(&request, &action().actor, at(600));
        match changed {
            Ok(_) => assert!(allowed, "{date}"),
            Err(refused) => {
                assert_eq!(
                    (faults(refused), allowed),
                    (set([("/ship_by", "out_of_range")]), false),
                    "{date}"
                );
            }
        }
    }
}

#[test]
fn a_customer_cancels_exactly_as_staff_do_until_work_begins() {
    let mut order = purchase(S::PaymentConfirmed);
    let stock = json!([{"product_id": ProductId::from_uuid(Uuid::from_u128(1)),
        "variant_id": crate::ids::VariantId::from_uuid(Uuid::from_u128(2)), "quantity": 2}]);
    order.order.as_mut().unwrap().stock = serde_json::from_value(stock).unwrap();
    let theirs = order.clone().cancel_order(refund_id(99), at(600)).unwrap().unwrap();
    let staffs = order.transition(&enough(S::Cancelled), &action()).unwrap();
    assert_eq!(actions(&theirs), actions(&staffs));
    assert!(theirs.events.iter().all(|event| event.actor == Actor::Customer));
    assert_eq!((theirs.refunds[0].amount, theirs.refunds[0].status), (eur(PAID), RefundStatus::Requested));
    assert_eq!(kinds(&theirs.mails), [MailKind::Cancelled]);
    assert_eq!((theirs.stock_returned.len(), &theirs.stock_returned), (1, &staffs.stock_returned));
    let restocked = |change: &Change| change.events[1].evidence["restocked"] == true;
    assert!(restocked(&theirs) && restocked(&staffs));
    let cancelled = theirs.after().unwrap();
    assert_eq!(cancelled.state(), S::Cancelled);
    assert_eq!(cancelled.cancel_order(refund_id(98), at(700)).unwrap(), None, "once");
    for state in [S::Processing, S::Shipped, S::Delivered] {
        let refused = purchase(state).cancel_order(refund_id(99), at(600)).unwrap_err();
        assert_eq!(refused, Refused::WrongState(state));
    }
}

#[test]
fn pieces_return_from_production_only_if_staff_say_so() {
    let product = ProductId::from_uuid(Uuid::from_u128(1));
    let variant = crate::ids::VariantId::from_uuid(Uuid::from_u128(2));
    let stock = json!([{"product_id": product, "variant_id": variant, "quantity": 2}]);
    let mut begun = purchase(S::Processing);
    begun.order.as_mut().unwrap().stock = serde_json::from_value(stock).unwrap();
    for (restock, returned) in [(None, 0), (Some(false), 0), (Some(true), 1)] {
        let request = TransitionRequest { restock, ..enough(S::Cancelled) };
        let change = begun.clone().transition(&request, &action()).unwrap();
        assert_eq!(change.stock_returned.len(), returned);
        assert_eq!(change.events[0].evidence.get("restocked").is_some(), returned == 1);
        let left = change.after().unwrap().order.unwrap().stock.len();
        assert_eq!(left, 1 - returned);
    }
    let unexpected =
        json!({"to": "shipped", "version": 7, "carrier": "DHL", "tracking_number": "1", "restock": true});
    assert_eq!(refused_evidence(S::Processing, unexpected), set([("/restock", "unexpected_evidence")]));
    let optional = |state, has_stock| next_steps(state, false, has_stock).last().unwrap().optional;
    assert_eq!(optional(S::Processing, true), ["restock"]);
    for (state, has_stock) in [(S::Processing, false), (S::PaymentConfirmed, true)] {
        assert!(optional(state, has_stock).is_empty(), "{state}");
    }
}

proptest! {
    #[test]
    fn returned_pieces_never_exceed_the_maximum_stock(left in -1000_i64..=crate::catalogue::product::MAX_STOCK, near in any::<bool>(), quantity in 1_u32..100_000) {
        let max = crate::catalogue::product::MAX_STOCK;
        let left = if near { max - left.rem_euclid(200_000) } else { left };
        let taken = StockTaken {
            product_id: ProductId::from_uuid(Uuid::from_u128(1)),
            variant_id: crate::ids::VariantId::from_uuid(Uuid::from_u128(2)),
            quantity,
        };
        let returned = StockLocation { taken, place: 0, left }.returnable().taken.quantity;
        prop_assert_eq!(left + i64::from(returned), (left + i64::from(quantity)).min(max));
    }
}

fn new_parcel(document: Value) -> Result<NewParcel, Faults> {
    let mut whole = json!({"version": 7, "carrier": "DHL", "tracking_number": "0034"});
    let Value::Object(fields) = document else { panic!("no object") };
    fields.into_iter().for_each(|(name, value)| whole[name] = value);
    deserr::deserialize::<_, _, Faults>(whole)
}

/// An order in production with a line of three pieces.
fn in_production() -> Purchase {
    let mut purchase = purchase(S::Processing);
    let price = json!({"amount": 100, "currency": "EUR"});
    let line = json!({
        "product_id": ProductId::from_uuid(Uuid::from_u128(1)), "product_slug": "vase", "product_name": "Vase",
        "configuration": [], "quantity": 3, "base_price": price, "unit_price": price,
        "total": {"amount": 300, "currency": "EUR"}, "lead_time_days": 3,
    });
    purchase.order.as_mut().unwrap().quote.lines = vec![serde_json::from_value(line).unwrap()];
    purchase
}

#[test]
fn a_part_of_an_order_is_sent_with_a_mail_and_the_order_ships_with_the_last_parcel() {
    let actor = &action().actor;
    let request = new_parcel(json!({"lines": [{"line": 0, "quantity": 2}]})).unwrap();
    let change = in_production().send_parcel(&request, actor, at(600)).unwrap();
    assert_eq!(kinds(&change.mails), [MailKind::Parcel(1)]);
    assert_eq!(actions(&change), [(Action::ParcelSent, None)]);
    let partly = change.after().unwrap();
    assert_eq!((partly.state(), partly.order.as_ref().unwrap().parcels.len()), (S::Processing, 1));
    let second = NewParcel { version: 8, ..request };
    let refused = faults(partly.clone().send_parcel(&second, actor, at(700)).unwrap_err());
    assert_eq!(refused, set([("/lines/0/quantity", "quantity_out_of_range")]), "one piece is left");
    let last = TransitionRequest { version: 8, ..enough(S::Shipped) };
    let shipped = partly.transition(&last, &action()).unwrap();
    assert_eq!(kinds(&shipped.mails), [MailKind::Shipped]);
    assert_eq!(shipped.after().unwrap().order.unwrap().parcels.len(), 2);
}

#[test]
fn parcels_are_sent_only_from_production_and_not_while_the_payment_is_reversed() {
    let request = new_parcel(json!({})).unwrap();
    for state in [S::PaymentConfirmed, S::Shipped, S::Delivered, S::Cancelled] {
        let refused = purchase(state).send_parcel(&request, &action().actor, at(600)).unwrap_err();
        assert_eq!(refused, Refused::WrongState(state));
    }
    let held = disputed(purchase(S::Processing), "needs_response");
    let refused = held.clone().send_parcel(&request, &action().actor, at(600)).unwrap_err();
    assert_eq!(refused, Refused::PaymentHeld(PaymentHold::Disputed));
    let overriding = NewParcel { override_payment_hold: Some(true), ..request };
    let change = held.send_parcel(&overriding, &action().actor, at(600)).unwrap();
    assert_eq!(change.events[0].evidence["payment_hold_overridden"], "disputed");
}

#[test]
fn the_items_of_a_parcel_are_items_of_the_order() {
    for (lines, fault) in [
        (json!([]), ("/lines", "wrong_length")),
        (json!([{"line": 1, "quantity": 1}]), ("/lines/0/line", "unknown_line")),
        (json!([{"line": 0, "quantity": 0}]), ("/lines/0/quantity", "quantity_out_of_range")),
        (json!([{"line": 0, "quantity": 4}]), ("/lines/0/quantity", "quantity_out_of_range")),
        (
            json!([{"line": 0, "quantity": 1}, {"line": 0, "quantity": 1}]),
            ("/lines/1/line", "duplicate_line"),
        ),
    ] {
        let request = new_parcel(json!({"lines": lines})).unwrap();
        let refused = in_production().send_parcel(&request, &action().actor, at(600)).unwrap_err();
        assert_eq!(faults(refused), set([fault]));
    }
}

#[test]
fn an_order_has_a_limited_number_of_parcels() {
    let mut purchase = purchase(S::Processing);
    for n in 1..MAX_PARCELS {
        let request = NewParcel { version: 6 + u64::try_from(n).unwrap(), ..new_parcel(json!({})).unwrap() };
        purchase = purchase.send_parcel(&request, &action().actor, at(600)).unwrap().after().unwrap();
    }
    let version = purchase.order.as_ref().unwrap().version;
    let one_more = NewParcel { version, ..new_parcel(json!({})).unwrap() };
    let refused = purchase.clone().send_parcel(&one_more, &action().actor, at(600)).unwrap_err();
    assert_eq!(faults(refused), set([("/version", "too_many")]));
    let last = TransitionRequest { version, ..enough(S::Shipped) };
    let shipped = purchase.transition(&last, &action()).unwrap().after().unwrap();
    assert_eq!(shipped.order.unwrap().parcels.len(), MAX_PARCELS);
}
