// One checkout, told to three services: about the same number of bytes out and in.
import type { CreateOrder } from "@effect-multisafepay/core/CreateOrder"

const urls = {
  notification_url: "https://shop.example/payments/notification?type=notification",
  redirect_url: "https://shop.example/payments/thanks?type=redirect",
  cancel_url: "https://shop.example/payments/cancelled?type=cancel"
}

const payer = {
  first_name: "Simon",
  last_name: "Smit",
  address1: "Kraanspoor",
  house_number: "39C",
  zip_code: "1033SC",
  city: "Amsterdam",
  country: "NL",
  phone: "0208500500",
  email: "simonsmit@example.com"
}

/** A direct SOFORT order with a customer, as the vendor prints it. */
export const order = {
  type: "direct",
  order_id: "my-order-id-1",
  gateway: "DIRECTBANK",
  currency: "EUR",
  amount: 1000,
  description: "Test Order Description",
  manual: false,
  payment_options: { ...urls, close_window: true },
  customer: {
    ...payer,
    locale: "de_DE",
    ip_address: "203.0.113.7",
    referrer: "https://shop.example",
    user_agent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
  }
} as const satisfies CreateOrder

export const stripeOrder = {
  amount: 1000,
  currency: "eur",
  description: "Test Order Description",
  payment_method_types: ["sofort"],
  receipt_email: payer.email,
  metadata: {
    order_id: order.order_id,
    notification_url: urls.notification_url,
    cancel_url: urls.cancel_url,
    ip_address: order.customer.ip_address,
    referrer: order.customer.referrer,
    user_agent: order.customer.user_agent
  },
  shipping: {
    name: `${payer.first_name} ${payer.last_name}`,
    phone: payer.phone,
    address: {
      line1: `${payer.address1} ${payer.house_number}`,
      postal_code: payer.zip_code,
      city: payer.city,
      country: payer.country
    }
  }
}

export const mollieOrder = {
  amount: { currency: "EUR", value: "10.00" },
  description: "Test Order Description",
  redirectUrl: urls.redirect_url,
  cancelUrl: urls.cancel_url,
  webhookUrl: urls.notification_url,
  metadata: {
    order_id: order.order_id,
    ip_address: order.customer.ip_address,
    referrer: order.customer.referrer,
    user_agent: order.customer.user_agent
  },
  billingAddress: {
    givenName: payer.first_name,
    familyName: payer.last_name,
    streetAndNumber: `${payer.address1} ${payer.house_number}`,
    postalCode: payer.zip_code,
    city: payer.city,
    country: payer.country,
    email: payer.email
  }
}

export const answers = {
  order: JSON.stringify({
    success: true,
    data: {
      transaction_id: 4051823,
      order_id: order.order_id,
      created: "2026-01-02T03:04:05",
      currency: "EUR",
      amount: 1000,
      description: "Test Order Description",
      var1: null,
      var2: null,
      var3: null,
      items: null,
      amount_refunded: 0,
      status: "initialized",
      financial_status: "initialized",
      reason: "",
      reason_code: "",
      fastcheckout: "NO",
      modified: "2026-01-02T03:04:05",
      customer: {
        ...payer,
        locale: "de_DE",
        address2: null,
        state: null,
        country_name: null,
        phone1: payer.phone,
        phone2: ""
      },
      payment_details: {
        recurring_id: null,
        type: "DIRECTBANK",
        account_iban: null,
        account_holder_name: null,
        external_transaction_id: "19434-00000000-00000000"
      },
      costs: [
        {
          transaction_id: 4051823,
          description: "2.9 % For SOFORT Transactions",
          type: "SYSTEM",
          amount: 0.49,
          currency: "EUR",
          status: "initialized"
        }
      ],
      related_transactions: null,
      payment_methods: [
        { type: "DIRECTBANK", description: "SOFORT", status: "initialized", amount: 1000, currency: "EUR" }
      ],
      payment_url: "https://www.sofort.com/payment/go/01234567890abcdef0123456789abcdef",
      cancel_url: "https://testapi.multisafepay.com/v1/cancel/01234567890abcdef0123456789abcdef"
    }
  }),
  stripe: JSON.stringify({
    id: "pi_3MtwBwLkdIwHu7ix28a3tqPa",
    object: "payment_intent",
    amount: 1000,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: { enabled: true },
    canceled_at: null,
    cancellation_reason: null,
    capture_method: "automatic",
    client_secret: "pi_3MtwBwLkdIwHu7ix28a3tqPa_secret_YrKJUKribcBjcG8HVhfZluoGH",
    confirmation_method: "automatic",
    created: 1680800504,
    currency: "eur",
    customer: null,
    description: "Test Order Description",
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    metadata: stripeOrder.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_options: { sofort: { preferred_language: null } },
    payment_method_types: ["sofort"],
    processing: null,
    receipt_email: payer.email,
    review: null,
    setup_future_usage: null,
    shipping: stripeOrder.shipping,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: "requires_payment_method",
    transfer_data: null,
    transfer_group: null
  }),
  mollie: JSON.stringify({
    resource: "payment",
    id: "tr_5B8cwPMGnU6qLbRvo7qEZo",
    mode: "test",
    createdAt: "2026-01-02T03:04:05+00:00",
    amount: mollieOrder.amount,
    description: mollieOrder.description,
    method: null,
    metadata: mollieOrder.metadata,
    status: "open",
    isCancelable: false,
    expiresAt: "2026-01-02T03:19:05+00:00",
    profileId: "pfl_QkEhN94Ba",
    sequenceType: "oneoff",
    redirectUrl: urls.redirect_url,
    cancelUrl: urls.cancel_url,
    webhookUrl: urls.notification_url,
    billingAddress: mollieOrder.billingAddress,
    details: null,
    locale: null,
    restrictPaymentMethodsToCountry: null,
    _links: {
      self: { href: "https://api.mollie.com/v2/payments/tr_5B8cwPMGnU6qLbRvo7qEZo", type: "application/hal+json" },
      checkout: {
        href: "https://www.mollie.com/checkout/issuer/select/ideal/5B8cwPMGnU6qLbRvo7qEZo",
        type: "text/html"
      },
      dashboard: {
        href: "https://my.mollie.com/dashboard/org_123/payments/tr_5B8cwPMGnU6qLbRvo7qEZo",
        type: "text/html"
      }
    }
  })
}
