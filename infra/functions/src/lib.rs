//! Registry of every function of the shop, by context.
//!
//! The local cloud runs any of them from one binary, and the OpenAPI document is generated from the endpoints.

use shared::http::Endpoint;
use shared::start::Error;

/// An operation applied to each endpoint type.
pub trait Visitor {
    fn visit<E: Endpoint>(&mut self, context: Context);
}

/// The `main` of a function.
pub type Main = fn() -> Result<(), Error>;

/// Lists contexts with their functions: an endpoint as `crate::Endpoint`, any other function as its crate.
macro_rules! functions {
    ($($context:ident $name:literal { $($function:ident $(:: $endpoint:ident)?),+ $(,)? })+) => {
        /// A part of the business. Functions, domain, store, template and API are divided by the same contexts.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Context {
            $($context),+
        }

        impl Context {
            pub const ALL: &[Self] = &[$(Self::$context),+];

            /// Returns the folder below `functions/`, the tag in the OpenAPI document and the log group.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$context => $name),+
                }
            }
        }

        /// Calls the visitor for every endpoint.
        pub fn visit_all(visitor: &mut impl Visitor) {
            $($($(visitor.visit::<$function::$endpoint>(Context::$context);)?)+)+
        }

        /// Returns a function's `main`. Names are written with underscores, as Rust writes crates.
        fn main_of(name: &str) -> Option<Main> {
            match name {
                $($(stringify!($function) => Some($function::main),)+)+
                _ => None,
            }
        }

        /// Returns the name of every function with its context.
        pub fn names() -> Vec<(String, Context)> {
            let written = [$($((stringify!($function), Context::$context)),+),+];
            written.into_iter().map(|(name, context)| (name.replace('_', "-"), context)).collect()
        }
    };
}

functions! {
    Catalogue "catalogue" {
        list_products::ListProducts,
        get_product::GetProduct,
        list_categories::ListCategories,
        admin_list_products::AdminListProducts,
        admin_get_product::AdminGetProduct,
        admin_create_product::AdminCreateProduct,
        admin_update_product::AdminUpdateProduct,
        admin_delete_product::AdminDeleteProduct,
        admin_duplicate_product::AdminDuplicateProduct,
        admin_restore_product::AdminRestoreProduct,
        admin_create_variant::AdminCreateVariant,
        admin_update_variant::AdminUpdateVariant,
        admin_delete_variant::AdminDeleteVariant,
        admin_add_image::AdminAddImage,
        admin_confirm_image::AdminConfirmImage,
        admin_export_products::AdminExportProducts,
        admin_export_products_csv::AdminExportProductsCsv,
        admin_import_products::AdminImportProducts,
        admin_get_categories::AdminGetCategories,
        admin_update_categories::AdminUpdateCategories,
        index_catalogue,
    }
    Checkout "checkout" {
        quote_cart::QuoteCart,
        start_checkout::StartCheckout,
        get_checkout::GetCheckout,
        cancel_checkout::CancelCheckout,
        stripe_webhook::StripeWebhook,
        settle_payment,
        reconcile,
    }
    Orders "orders" {
        track_order::TrackOrder,
        cancel_order::CancelOrder,
        request_tracking_link::RequestTrackingLink,
        admin_list_orders::AdminListOrders,
        admin_get_order::AdminGetOrder,
        admin_transition_order::AdminTransitionOrder,
        admin_transition_orders::AdminTransitionOrders,
        admin_refund_order::AdminRefundOrder,
        admin_correct_address::AdminCorrectAddress,
        admin_send_parcel::AdminSendParcel,
        admin_correct_parcel::AdminCorrectParcel,
        admin_change_ship_by::AdminChangeShipBy,
        admin_create_note::AdminCreateNote,
        admin_resend_mail::AdminResendMail,
        admin_get_document::AdminGetDocument,
        admin_print_queue::AdminPrintQueue,
        admin_export_orders::AdminExportOrders,
        find_tracking_links,
        issue_refund,
        record_mail_feedback,
        relay_events,
        send_mail,
    }
    Customers "customers" {
        admin_export_customer::AdminExportCustomer,
        admin_erase_customer::AdminEraseCustomer,
        retention,
    }
    Shop "shop" {
        get_shop::GetShop,
        admin_get_settings::AdminGetSettings,
        admin_update_settings::AdminUpdateSettings,
        admin_summary::AdminSummary,
    }
    Audit "audit" {
        admin_list_audit::AdminListAudit,
        admin_verify_audit::AdminVerifyAudit,
        anchor_audit,
    }
    Storefront "storefront" {
        render_page,
    }
}

/// Returns the `main` of the function with this name.
pub fn find(name: &str) -> Option<Main> {
    main_of(&name.replace('-', "_"))
}
