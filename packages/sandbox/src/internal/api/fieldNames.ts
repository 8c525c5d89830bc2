// Names of the fields of an order, for "did you mean". Read from the vendor's reference, not from the schemas: a hint may name a field
// of another kind of order.

export const fieldNames: ReadonlySet<string> = new Set(
  `type order_id gateway currency amount description payment_options notification_url notification_method redirect_url cancel_url
   close_window settings template_id template allowed_countries feed_url customer locale ip_address forwarded_ip first_name last_name
   company_name address1 address2 house_number zip_code city state country phone email birthday gender referrer user_agent reference
   browser disable_send_email delivery shopping_cart items name unit_price quantity merchant_item_id tax_table_selector weight unit
   value checkout_options validate_cart tax_tables default alternate rules rate standalone shipping_taxed gateway_info card_number
   card_holder_name card_expiry_date card_cvc flexible_3d term_url moto payment_token issuer_id account_id account_holder_name
   account_holder_iban emandate bank_account qr_enabled qr_size terminal_id payment_data payload tokenize recurring_id recurring_model
   affiliate split_payments merchant fixed percentage second_chance send_mail custom_info custom_1 custom_2 custom_3 days_active
   seconds_active var1 var2 var3 plugin shop shop_version plugin_version partner shop_root_url capture invoice_id google_analytics
   refund_order_id checkout_data new_order_id new_order_status tracktrace_code tracktrace_url carrier reason ship_date
   extend_expiration exclude_order invoice_url po_number status expiry_date`.split(/\s+/)
)
