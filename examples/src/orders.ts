// The three orders that MultiSafepay's documentation begins with: SOFORT on a page, SOFORT directly, and a card server to server.
// Field for field as printed there; `forwarded_ip: ""` and the like are allowed and simply not sent.
import type { Order } from "@effect-multisafepay/core"

const payment_options = {
  notification_url: "http://www.example.com/client/notification?type=notification",
  redirect_url: "http://www.example.com/client/notification?type=redirect",
  cancel_url: "http://www.example.com/client/notification?type=cancel",
  close_window: true
}

const user_agent =
  "Mozilla/5.0 (Windows NT 6.3; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/38.0.2125.111 Safari/537.36"

export const sofortRedirect: Order.CreateOrder = {
  type: "redirect",
  order_id: "my-order-id-1",
  gateway: "DIRECTBANK",
  currency: "EUR",
  amount: 1000,
  description: "Test Order Description",
  payment_options,
  customer: { locale: "de_DE" }
}

export const sofortDirect: Order.CreateOrder = {
  type: "direct",
  order_id: "my-order-id-1",
  gateway: "DIRECTBANK",
  currency: "EUR",
  amount: 1000,
  description: "Test Order Description",
  manual: false,
  payment_options,
  customer: {
    locale: "de_DE",
    ip_address: "123.123.123.123",
    forwarded_ip: "",
    first_name: "Simon",
    last_name: "Smit",
    address1: "Kraanspoor",
    house_number: "39C",
    zip_code: "1033SC",
    city: "Amsterdam",
    country: "NL",
    phone: "0208500500",
    email: "simonsmit@example.com",
    referrer: "https://example.com",
    user_agent
  }
}

export const creditCard: Order.CreateOrder = {
  type: "direct",
  order_id: "my-order-id-1",
  currency: "EUR",
  amount: 1000,
  gateway: "CREDITCARD",
  description: "product description",
  payment_options,
  customer: {
    locale: "nl_NL",
    ip_address: "89.20.162.110",
    forwarded_ip: "",
    first_name: "Testperson-nl",
    last_name: "Approved",
    address1: "Kraanspoor",
    address2: "",
    house_number: "39C",
    zip_code: "1033 SC",
    city: "Amsterdam",
    country: "NL",
    phone: "0208500500",
    email: "example@multisafepay.com",
    referrer: "http://example.com",
    user_agent
  },
  gateway_info: {
    card_number: "5555555555554444",
    card_holder_name: "MasterCard-Test-Order",
    card_expiry_date: "2512",
    card_cvc: "123"
  }
}
