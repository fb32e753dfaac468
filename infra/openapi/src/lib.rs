//! Registry of all HTTP endpoints, and the OpenAPI document generated from it.

mod document;

use shared::http::Endpoint;

pub use document::{Described, describe, document, written};

/// An operation applied to each endpoint type.
pub trait Visitor {
    fn visit<E: Endpoint>(&mut self);
}

macro_rules! endpoints {
    ($($endpoint:path),+ $(,)?) => {
        /// Calls the visitor for every endpoint.
        pub fn visit_all(visitor: &mut impl Visitor) {
            $(visitor.visit::<$endpoint>();)+
        }
    };
}

endpoints! {
    list_products::ListProducts,
    get_product::GetProduct,
    get_shop::GetShop,
    list_categories::ListCategories,
    quote_cart::QuoteCart,
    start_checkout::StartCheckout,
    get_checkout::GetCheckout,
    cancel_checkout::CancelCheckout,
    track_order::TrackOrder,
    request_tracking_link::RequestTrackingLink,
    stripe_webhook::StripeWebhook,
    admin_list_products::AdminListProducts,
    admin_create_product::AdminCreateProduct,
    admin_get_product::AdminGetProduct,
    admin_update_product::AdminUpdateProduct,
    admin_delete_product::AdminDeleteProduct,
    admin_create_variant::AdminCreateVariant,
    admin_update_variant::AdminUpdateVariant,
    admin_delete_variant::AdminDeleteVariant,
    admin_list_audit::AdminListAudit,
    admin_verify_audit::AdminVerifyAudit,
    admin_get_settings::AdminGetSettings,
    admin_update_settings::AdminUpdateSettings,
    admin_add_image::AdminAddImage,
    admin_confirm_image::AdminConfirmImage,
    admin_get_categories::AdminGetCategories,
    admin_update_categories::AdminUpdateCategories,
    admin_restore_product::AdminRestoreProduct,
    admin_duplicate_product::AdminDuplicateProduct,
    admin_export_products::AdminExportProducts,
    admin_export_products_csv::AdminExportProductsCsv,
    admin_import_products::AdminImportProducts,
    admin_list_orders::AdminListOrders,
    admin_export_orders::AdminExportOrders,
    admin_print_queue::AdminPrintQueue,
    admin_summary::AdminSummary,
    admin_get_order::AdminGetOrder,
    admin_get_document::AdminGetDocument,
    admin_transition_order::AdminTransitionOrder,
    admin_transition_orders::AdminTransitionOrders,
    admin_refund_order::AdminRefundOrder,
    admin_create_note::AdminCreateNote,
    admin_export_customer::AdminExportCustomer,
    admin_erase_customer::AdminEraseCustomer,
}
