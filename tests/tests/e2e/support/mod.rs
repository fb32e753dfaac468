//! Clients and test data for a running shop.

mod aws;
mod checkout;
mod http;
mod mailbox;
mod shop;
mod staff;
mod stripe;
mod tokens;
mod wait;

pub(crate) use aws::Aws;
pub(crate) use checkout::{Checkout, Customer, cart_of, dragon, eur};
pub(crate) use http::{Answer, Ask};
pub(crate) use mailbox::{Mail, tracking_secret};
pub(crate) use shop::{Shop, unique};
pub(crate) use staff::{Staff, with_customer};
pub(crate) use stripe::Stripe;
pub(crate) use wait::{eventually, now};
