// Where MultiSafepay sends the customer and the notifications, and how its payment page looks.
// The vendor's text allows only letters, digits and `-_.:/` in these addresses, yet its examples use `?type=...`: both pass.
import * as Schema from "effect/Schema"
import { optional } from "./internal/requests/optional.ts"
import { atMost, Country, CustomerUrl, WebUrl } from "./internal/requests/text.ts"

const Text = optional(Schema.String)
const Flag = optional(Schema.Boolean)
const Colours = { text: Text, background: Text, border: Text }
const section = <F extends Schema.Struct.Fields>(fields: F) => optional(Schema.Struct(fields))

/**
 * Colours and parts of the payment page. All values are CSS colours except the images, which are addresses.
 *
 * @see https://docs.multisafepay.com/docs/payment-pages
 * @category schemas
 */
export const Template = Schema.Struct({
  version: Text,
  settings: section({
    hide_logo: Flag,
    iframe_mode: Flag,
    embed_mode: Flag,
    hide_flags: Flag,
    hide_powered: Flag,
    hide_cart: Flag,
    hide_btn_cancel: Flag,
    hide_cc_logos: Flag,
    hide_btn_all_methods: Flag
  }),
  header: section({ logo: section({ image: Text }), cover: section({ image: Text }), background: Text, text: Text }),
  body: section({
    text: Text,
    background: Text,
    link: section({ text: Text, hover: section({ text: Text, border: Text }) })
  }),
  container: section({ text: Text, background: Text, link: section({ text: Text }) }),
  cart: section({ ...Colours, label: Text }),
  payment_form: section({ ...Colours, inputs: section({ border: Text, label: Text }) }),
  buttons: section({
    payment_method: section({ ...Colours, hover: section(Colours), active: section(Colours) }),
    secondary: section({ text: Text, background: Text, hover: section({ text: Text, background: Text }) }),
    primary: section({ text: Text, background: Text, hover: section({ text: Text, background: Text }) })
  })
})

export interface Template extends Schema.Schema.Type<typeof Template> {}

const Size = optional(Schema.Union([Schema.String, Schema.Int]))

/**
 * Per-gateway settings of the payment page. `show_pre` and `qr_size` are declared as text and printed as booleans and numbers.
 *
 * @category schemas
 */
export const Settings = Schema.Struct({
  coupons: section({ allow: optional(Schema.Array(Schema.String)), disabled: Flag }),
  gateways: section({
    MISTERCASH: section({
      mobile_pay_button_position: optional(Schema.Literals(["top", "bottom", "center"])),
      disable_mobile_pay_button: Flag,
      qr_only: Flag,
      qr_size: Size
    }),
    /** `P` private customers (the default of direct orders), `B` businesses. */
    BILLINK: section({ type: optional(Schema.Literals(["P", "B"])) }),
    IDEAL: section({ show_pre: optional(Schema.Union([Schema.Boolean, Schema.String])) }),
    coupons: section({ allow: optional(Schema.Array(Schema.String)), disabled: Flag })
  }),
  connect: section({
    group_cards: Flag,
    qr: section({ enabled: Flag, autoload: Flag }),
    redirect_mode: Text,
    issuers_display_mode: Text
  }),
  /** FastCheckout only. */
  fco: section({
    redirect_mode: optional(Schema.Literals(["modal", "redirect"])),
    coupons: section({ disabled: Flag }),
    cart: section({ disabled: Flag }),
    shipping: section({ address: section({ required: Flag }) }),
    issuers_display_mode: optional(Schema.Literals(["list", "select", "select-button"])),
    checkout: section({ customer: section({ enabled: Flag }) }),
    group_cards: Flag
  })
})

export interface Settings extends Schema.Schema.Type<typeof Settings> {}

const NotificationUrl = WebUrl.check(atMost(150))

const fields = {
  notification_url: optional(NotificationUrl),
  notification_method: optional(Schema.Literals(["POST", "GET"])),
  redirect_url: optional(CustomerUrl),
  cancel_url: optional(CustomerUrl),
  close_window: optional(Schema.Boolean),
  settings: optional(Settings),
  template_id: Text,
  template: optional(Template),
  allowed_countries: optional(Schema.Array(Country)),
  feed_url: optional(NotificationUrl)
}

/**
 * Addresses and looks of a payment, nothing required.
 *
 * @see https://docs.multisafepay.com/reference/createorder
 * @category schemas
 */
export const PaymentOptions = Schema.Struct(fields)
export interface PaymentOptions {
  /** Where order updates are posted. At most 150 characters; live notifications need https and the standard port. */
  readonly notification_url?: string | undefined
  /** Say `POST`: a `GET` notification carries no signature and proves nothing. */
  readonly notification_method?: "POST" | "GET" | undefined
  /** Where the customer lands after paying; also after a payment that is still uncleared. Never proof of payment. */
  readonly redirect_url?: string | undefined
  /** Where the customer lands after cancelling or a failed payment. */
  readonly cancel_url?: string | undefined
  /** Show the payment page in a window of its own that closes after payment. */
  readonly close_window?: boolean | undefined
  /** What the payment page does, method by method. */
  readonly settings?: Settings | undefined
  /** A look that is stored at MultiSafepay, by its id. */
  readonly template_id?: string | undefined
  /** The look of the payment page. */
  readonly template?: Template | undefined
  /** ISO 3166 codes of the countries whose customers may pay. */
  readonly allowed_countries?: ReadonlyArray<string> | undefined
  /** FastCheckout only: where questions other than order updates are posted. */
  readonly feed_url?: string | undefined
}

/**
 * Payment options with all three addresses, as the SOFORT page demands.
 *
 * @see https://docs.multisafepay.com/docs/sofort
 * @category schemas
 */
export const WithUrls = Schema.Struct({
  ...fields,
  notification_url: NotificationUrl,
  redirect_url: CustomerUrl,
  cancel_url: CustomerUrl
})
