//! A corrected shipping address, with the rules of the address that Stripe's payment page collects.

use deserr::Deserr;
use shared::customer::{Address, Customer, Private};
use shared::domain::fault::Faults;
use shared::domain::place::CountryCode;
use shared::domain::text::Line;
use utoipa::ToSchema;

/// A corrected recipient and shipping address. They replace the earlier ones as a whole.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct AddressCorrection {
    /// Version of the order that the caller loaded.
    pub version: u64,
    /// Full name of the recipient of the parcel.
    #[schema(value_type = Line<120>)]
    pub name: Private<Line<120>>,
    /// Street and house number.
    #[schema(value_type = Line<120>)]
    pub line1: Private<Line<120>>,
    /// Second address line: flat, floor or company.
    #[deserr(default)]
    #[schema(value_type = Option<Line<120>>)]
    pub line2: Private<Option<Line<120>>>,
    /// Postal code; required if the payment page collected one.
    #[deserr(default)]
    #[schema(value_type = Option<Line<20>>)]
    pub postal_code: Private<Option<Line<20>>>,
    /// City of the address.
    #[schema(value_type = Line<80>)]
    pub city: Private<Line<80>>,
    /// State or province; required if the payment page collected one.
    #[deserr(default)]
    #[schema(value_type = Option<Line<80>>)]
    pub state: Private<Option<Line<80>>>,
    /// Country of the address. Must be the order's own, which its shipping price and tax depend on.
    pub country: CountryCode,
    /// `true` corrects the billing name and address too, unless the customer gave other ones for billing.
    #[deserr(default)]
    #[schema(required = false)]
    pub also_billing: bool,
}

impl AddressCorrection {
    /// Returns the customer with the corrected address. A customer who gave one address for both purposes keeps it as the
    /// billing address, unless that is corrected too.
    pub(crate) fn applied(&self, country: &str, customer: Customer) -> Result<Customer, Faults> {
        self.check(country, customer.shipping_address.as_ref())?;
        let (mut billing_name, mut billing_address) = (customer.billing_name, customer.billing_address);
        if !self.also_billing {
            if billing_name.reveal().is_none() && customer.name.reveal().as_deref() != Some(self.name()) {
                billing_name = customer.name;
            }
            billing_address = billing_address.or(customer.shipping_address);
        }
        Ok(Customer {
            email: customer.email,
            name: Private::new(Some(self.name().to_owned())),
            billing_name,
            phone: customer.phone,
            shipping_address: Some(self.address()),
            billing_address,
        })
    }

    fn check(&self, country: &str, collected: Option<&Address>) -> Result<(), Faults> {
        let mut faults = Faults::default();
        if self.country.to_string() != country {
            let detail = "Must be the country of the order: shipping price and tax depend on it.";
            faults.push("/country", "other_country", detail);
        }
        let was_given = |field: fn(&Address) -> &Private<Option<String>>| {
            collected
                .and_then(|address| field(address).reveal().as_deref())
                .is_some_and(|text| !text.is_empty())
        };
        let required = "Required, because the payment page collected one for this country.";
        if self.postal_code.reveal().is_none() && was_given(|address| &address.postal_code) {
            faults.push("/postal_code", "missing_field", required);
        }
        if self.state.reveal().is_none() && was_given(|address| &address.state) {
            faults.push("/state", "missing_field", required);
        }
        faults.into_result()
    }

    fn name(&self) -> &str {
        self.name.reveal().as_str()
    }

    fn address(&self) -> Address {
        let line = |text: &str| Private::new(Some(text.to_owned()));
        Address {
            line1: line(self.line1.reveal().as_str()),
            line2: optional(&self.line2),
            city: line(self.city.reveal().as_str()),
            state: optional(&self.state),
            postal_code: optional(&self.postal_code),
            country: line(&self.country.to_string()),
        }
    }
}

fn optional<const MAX: usize>(line: &Private<Option<Line<MAX>>>) -> Private<Option<String>> {
    Private::new(line.reveal().as_ref().map(ToString::to_string))
}
