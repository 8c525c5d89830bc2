// The orders that this bench places: a redirect order as a small shop sends it, and a card order that is paid at once and notified.
export const order = (order_id: string) => ({
  type: "redirect",
  gateway: "IDEAL",
  order_id,
  amount: 1000,
  currency: "EUR",
  description: "Two tickets",
  payment_options: {
    notification_url: "https://shop.example.com/notification",
    redirect_url: "https://shop.example.com/thanks",
    cancel_url: "https://shop.example.com/cancelled"
  }
})

export const paid = (order_id: string) => ({
  ...order(order_id),
  type: "direct",
  gateway: "VISA",
  customer: { email: "simon@shop.example.com", locale: "en_US", ip_address: "127.0.0.1" },
  gateway_info: {
    card_number: "4111111111111111",
    card_holder_name: "Simon Smit",
    card_expiry_date: "3012",
    card_cvc: "123"
  }
})
