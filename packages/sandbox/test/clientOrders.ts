// Orders as other people's clients write them: one for each client, method and way of paying, and the habits that vary them. After
// what is known of the clients, in words and values of its own.
import * as Gateway from "@effect-multisafepay/core/Gateway"

export type Json = { readonly [field: string]: unknown }

export interface ClientOrder {
  readonly source: string
  readonly body: Json
}

const person = {
  firstname: "Noor",
  lastname: "de Vries",
  address1: "Oude Gracht",
  address2: "",
  house_number: "12B",
  zip_code: "3511AB",
  city: "Utrecht",
  state: "",
  country: "NL",
  phone: "0301234567",
  email: "noor@shop.test"
}

const ids = ["book-1", "msp-shipping"]

// The cart is 11 cents off, as those of plug-ins are that round each line, and they say that it need not be compared.
const plugIn = (shop: string, gateway: string): Json => ({
  type: "redirect",
  order_id: "000000123",
  currency: "EUR",
  amount: 6050,
  ...(gateway === "" ? {} : { gateway }),
  payment_options: {
    notification_url: "https://shop.test/notify?store=1",
    feed_url: "",
    notification_method: "POST",
    redirect_url: "https://shop.test/thanks?token=a1",
    cancel_url: "https://shop.test/back?token=a1",
    close_window: false,
    settings: []
  },
  description: "Order 000000123",
  second_chance: { send_email: true },
  customer: {
    ...person,
    ip_address: "192.0.2.7",
    forwarded_ip: "192.0.2.7",
    locale: "nl_NL",
    referrer: "https://shop.test/checkout",
    user_agent: "Browser/1.0",
    reference: "77"
  },
  delivery: { ...person, locale: "en_US" },
  shopping_cart: {
    items: [24.79, 0.33].map((unit_price, index) => ({
      name: index === 0 ? "Book" : "Shipping",
      description: "",
      unit_price,
      currency: "EUR",
      quantity: index === 0 ? 2 : 1,
      merchant_item_id: ids[index],
      tax_table_selector: "21",
      weight: []
    }))
  },
  checkout_options: {
    tax_tables: { alternate: [{ name: "21", rules: [{ rate: 0.21, country: "" }] }] },
    validate_cart: false
  },
  plugin: { sdk_version: "5.21.0", plugin_version: "1.0", shop, shop_version: "2.4", partner: "", shop_root_url: "" }
})

const account = "NL87ABNA0000000001"
const person_ = { birthday: "1970-01-01", gender: "female", phone: "0612345678", email: "noor@shop.test" }
const card = { card_number: "4111111111111111", card_holder_name: "N", card_expiry_date: "3012", card_cvc: "123" }
const token = JSON.stringify({ version: "1" })

const direct = (gateway_info?: object): Json => ({
  type: "direct",
  ...(gateway_info === undefined ? {} : { gateway_info })
})
const component = { type: "direct", payment_data: { payload: "p" } }

const isIn = (gateway: string, list: string): boolean => list.split(" ").includes(gateway)

/** The ways in which plug-ins order a method: what each changes. */
const waysOf = (gateway: string): ReadonlyArray<readonly [way: string, change: Json]> => {
  const entry: Gateway.Entry | undefined = Gateway.isKnown(gateway) ? Gateway.catalogue[gateway] : undefined
  const category = entry?.category
  return [
    ["on a page", {}],
    ["by link", { type: "paymentlink", days_active: 30 }],
    ["on a page, virtual goods", { delivery: undefined }],
    ...(gateway === ""
      ? ([
          ["at a terminal", { gateway_info: { terminal_id: "1234567" } }],
          ["on a page that asks for the address", { type: "checkout" }]
        ] as const)
      : []),
    ...(entry?.capture === "manual" ? ([["on a page, captured later", { capture: "manual" }]] as const) : []),
    ...(entry?.recurring === true ? ([["on a page, stored", { recurring_model: "cardOnFile" }]] as const) : []),
    ...(entry === undefined || entry.component || category === "bnpl" ? ([["by component", component]] as const) : []),
    ...(category === "bnpl"
      ? ([
          ["direct", direct({ ...person_, bankaccount: account })],
          ["direct, knowing little", direct({ birthday: null, gender: "", phone: person_.phone })],
          ["direct, knowing nothing", direct()]
        ] as const)
      : []),
    ...(category === "card"
      ? ([
          ["direct", direct({ ...card, cvc: card.card_cvc, flexible_3d: true })],
          ["by component, captured later", { ...component, capture: "manual" }]
        ] as const)
      : []),
    ...(isIn(gateway, "APPLEPAY GOOGLEPAY")
      ? ([
          ["direct", direct({ payment_token: token })],
          ["direct, captured later", { ...direct({ payment_token: token }), capture: "manual" }]
        ] as const)
      : []),
    ...(gateway === "DIRDEB"
      ? ([
          [
            "direct",
            direct({ account_id: account, account_holder_name: "N", account_holder_iban: account, emandate: "" })
          ]
        ] as const)
      : []),
    ...(isIn(gateway, "ALIPAY BANKTRANS BELFIUS CBC IDEAL KBC MYBANK PAYPAL TRUSTLY")
      ? ([
          ["direct", direct()],
          ["direct with a bank", direct({ issuer_id: "0031" })]
        ] as const)
      : [])
  ]
}

/** Gone, so that nobody is paid by them: the sandbox refuses an order of theirs as the service does. */
export const withdrawn: ReadonlyArray<string> = Gateway.ids.filter((id) => {
  const { endOfLife }: Gateway.Entry = Gateway.catalogue[id]
  return endOfLife?.state === "withdrawn" && endOfLife.successor === undefined
})

/** Ids that plug-ins have and the catalogue has not: other spellings, methods newer than it, a merchant's own gift card. */
const others =
  "BABYGIFTCARD BEAUTYANDWELLNESS FASHIONCHEQUE FASHIONGIFTCARD GEZONDHEIDSBON NATIONALETUINBON PARFUMCADEAUKAART BLIK MOBILEPAY SATISPAY SCALAPAY TWINT OWNGIFTCARD".split(
    " "
  )

/** Every method in every way, from the plug-in of each shop in turn. */
export const orders: ReadonlyArray<ClientOrder> = ["", ...Gateway.ids, ...others]
  .filter((gateway) => !withdrawn.includes(gateway))
  .flatMap((gateway) => waysOf(gateway).map(([way, change]) => ({ gateway, way, change })))
  .map(({ change, gateway, way }, index) => {
    const shop = ["Magento 2", "Wordpress-WooCommerce", "Shopware6", "PrestaShop"][index % 4] ?? ""
    return { source: `${shop}: ${gateway} ${way}`, body: { ...plugIn(shop, gateway), ...change } }
  })

/** Orders in the words of the vendor's SDKs: few fields, and what each language makes of them. */
export const bare: ReadonlyArray<ClientOrder> = [
  {
    source: "Python: a card",
    body: {
      type: "direct",
      gateway: "VISA",
      order_id: "1795.3594",
      currency: "EUR",
      amount: 1000,
      description: "Order",
      gateway_info: card
    }
  },
  {
    source: "Java: numbers for ids",
    body: {
      type: "redirect",
      order_id: 1001,
      currency: "EUR",
      amount: 1210,
      description: "Order",
      shopping_cart: {
        items: [{ name: "Pen", unit_price: 10, quantity: 1, merchant_item_id: 12, tax_table_selector: 21 }]
      },
      checkout_options: { tax_tables: { alternate: [{ name: 21, rules: [{ rate: 0.21 }] }] } }
    }
  },
  {
    source: ".NET: null for what is not known",
    body: {
      type: "redirect",
      gateway: "IDEAL",
      gateway_info: { issuer_id: null },
      order_id: "7f1c",
      currency: "EUR",
      amount: 1000,
      description: "Order",
      items: null,
      days_active: null,
      second_chance: null,
      customer: { first_name: "N", state: null, birthday: null },
      delivery: null,
      shopping_cart: { items: null },
      checkout_options: { tax_tables: { default: null, alternate: null }, validate_cart: null },
      plugin: null
    }
  },
  {
    source: "Node: text for everything",
    body: {
      type: "redirect",
      gateway: "ideal",
      order_id: "a-1",
      currency: "EUR",
      amount: "1000",
      description: "Order",
      manual: "false",
      days_active: "30",
      payment_options: { notification_url: "http://localhost:8080/n", close_window: "true" },
      second_chance: { send_email: "true" }
    }
  },
  {
    source: "Go: zero values",
    body: {
      type: "redirect",
      gateway: "",
      gateway_info: {},
      order_id: "o1",
      currency: "EUR",
      amount: 1000,
      description: "Order",
      items: "",
      var1: "",
      customer: { locale: "", email: "", country: "" },
      recurring_id: "",
      plugin: {}
    }
  }
]

/** What one client or another makes of any order: the same order in other words. */
export type Habit = readonly [name: string, write: (order: Json) => Json]

const record = (value: unknown): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {}

/** The same with other fields in one of its parts. */
const within =
  (part: string, fields: Json) =>
  (order: Json): Json => ({ ...order, [part]: { ...record(order[part]), ...fields } })

const itemsOf = (order: Json): ReadonlyArray<Json> => {
  const { items } = record(order["shopping_cart"])
  return Array.isArray(items) ? items : []
}

const items =
  (write: (item: Json, index: number) => Json) =>
  (order: Json): Json =>
    itemsOf(order).length === 0
      ? order
      : { ...order, shopping_cart: { ...record(order["shopping_cart"]), items: itemsOf(order).map(write) } }

/** Every value that is no part of its own. */
const values =
  (write: (value: unknown, field: string) => unknown) =>
  (order: Json): Json =>
    Object.fromEntries(Object.entries(order).map(([field, value]) => [field, deep(value, field, write)]))

const deep = (value: unknown, field: string, write: (value: unknown, field: string) => unknown): unknown => {
  if (Array.isArray(value)) return value.map((one) => deep(one, field, write))
  return typeof value === "object" && value !== null ? values(write)(value as Json) : write(value, field)
}

const tables = (tax_tables: unknown) => within("checkout_options", { tax_tables })
const customers = (fields: Json) => within("customer", fields)
const named = (name: string) => customers({ firstname: undefined, first_name: name, last_name: name })

const locales = "nl us fi ckb ja nl-NL nl_NL_formal de_CH_informal pt_PT_ao90 zh_Hans_CN sr@latin en_001 EN nl_NL.UTF-8"

export const habits: ReadonlyArray<Habit> = [
  ["PHP: an empty list for each empty object", (order) => ({ ...order, custom_info: [], affiliate: [], template: [] })],
  [
    "PHP: an empty list deep inside",
    (order) => items((item) => ({ ...item, weight: [] }))(customers({ browser: [] })(order))
  ],
  [
    "PHP: a list with a gap",
    (order) =>
      itemsOf(order).length === 0
        ? order
        : { ...order, shopping_cart: { items: Object.fromEntries(itemsOf(order).map((item, i) => [2 * i, item])) } }
  ],
  [
    "null at the top",
    (order) => ({ ...order, items: null, var1: null, recurring: null, days_active: null, manual: null })
  ],
  ["null deep inside", customers({ state: null, birthday: null, company_name: null, browser: null })],
  ["empty text at the top", (order) => ({ ...order, items: "", var3: "", recurring_id: order["recurring_id"] ?? "" })],
  ["empty text deep inside", customers({ state: "", address2: "", forwarded_ip: "", company_name: "", locale: "" })],
  ["numbers as text", values((value) => (typeof value === "number" ? String(value) : value))],
  [
    "a database's decimals",
    items((item) => ({ ...item, unit_price: Number(item["unit_price"]).toFixed(6), quantity: "2.0000" }))
  ],
  ["booleans as text", values((value) => (typeof value === "boolean" ? String(value) : value))],
  ["booleans as 1 and 0", values((value) => (typeof value === "boolean" ? Number(value) : value))],
  [
    "text of digits as numbers",
    values((value, field) =>
      typeof value === "string" && /^[1-9]\d{0,8}$/.test(value) && !field.startsWith("card") && field !== "cvc"
        ? Number(value)
        : value
    )
  ],
  ["var1 to var3 as numbers", (order) => ({ ...order, var1: 1, var2: 4711, var3: 2.5 })],
  [
    "a gateway in small letters",
    (order) => (typeof order["gateway"] === "string" ? { ...order, gateway: order["gateway"].toLowerCase() } : order)
  ],
  ["a type in capitals", (order) => ({ ...order, type: String(order["type"]).toUpperCase() })],
  ["words in another case", within("payment_options", { notification_method: "post" })],
  ...["kg", "KG", "g", "Lbs", ""].map((unit): Habit => [
    `weights in ${unit === "" ? "no unit" : unit}`,
    items((item) => ({ ...item, weight: { unit, value: unit === "g" ? 500 : "0.5" } }))
  ]),
  ...locales
    .split(" ")
    .map((locale): Habit => [
      `locale ${locale}`,
      (order) => within("delivery", { locale })(customers({ locale })(order))
    ]),
  ...["::1", "2001:db8::1", "::ffff:192.0.2.1"].map((ip_address): Habit => [
    `address ${ip_address}`,
    customers({ ip_address })
  ]),
  ...["+31 (0)30 123 45 67", "0031301234567", "030-1234567", "n/a"].map((phone): Habit => [
    `phone ${phone}`,
    customers({ phone })
  ]),
  ...["12 B-II", "", 12].map((house_number): Habit => [`house number ${house_number}`, customers({ house_number })]),
  ...["S", "O'Neil-Ångström", "李", "🙂", ""].map((name): Habit => [
    `name ${name}`,
    (order) =>
      // Trustly and in3 Business refuse a payer without a name.
      ["TRUSTLY", "IN3B2B"].includes(String(order["gateway"])) && name === "" ? order : named(name)(order)
  ]),
  ["a country in small letters", customers({ country: "nl" })],
  [
    "unicode all over",
    (order) => ({ ...customers({ city: "Łódź", address1: "Straße 1" })(order), description: "🎁".repeat(200) })
  ],
  [
    "fields that nobody declares",
    (order) => within("delivery", { something: 1 })(customers({ title: "mw" })({ ...order, store: "1" }))
  ],
  ["the customer reused for the delivery", (order) => ({ ...order, delivery: order["customer"] })],
  ["lines with more fields", items((item) => ({ ...item, sku: "a", image: "", options: [], cashback: "" }))],
  [
    "lines with numbers for ids",
    items((item, index) => ({ ...item, merchant_item_id: 100 + index, tax_table_selector: 21 }))
  ],
  ["PHP's floats", items((item) => ({ ...item, unit_price: Number(item["unit_price"]) / 1.21 }))],
  [
    "a discount line",
    (order) =>
      itemsOf(order).length === 0
        ? order
        : {
            ...order,
            shopping_cart: {
              items: [
                ...itemsOf(order),
                {
                  name: "Off",
                  unit_price: -1.5,
                  quantity: 1,
                  merchant_item_id: `off-${itemsOf(order).length}`,
                  tax_table_selector: "21"
                }
              ]
            }
          }
  ],
  ["one default tax table", tables({ default: { shipping_taxed: "true", rate: "0.21" }, alternate: [] })],
  [
    "tax tables with all they can have",
    tables({
      default: { shipping_taxed: true, rate: 0.21 },
      alternate: [
        {
          standalone: "true",
          name: "21",
          rules: [
            { rate: "0.2100", country: "NL" },
            { rate: 0.19, country: "de" }
          ]
        },
        { standalone: false, name: 0, rules: [{ rate: "0", country: null }] }
      ]
    })
  ],
  ["no tax tables", (order) => (order["checkout_options"] === undefined ? order : tables([])(order))],
  ["days and seconds", (order) => ({ ...order, days_active: "30", seconds_active: 2_592_000 })],
  [
    "a share of a partner",
    (order) => ({ ...order, affiliate: { split_payments: [{ merchant: "1001001", percentage: "11.5", fixed: null }] } })
  ],
  ["the right word for the reminder", (order) => ({ ...order, second_chance: { send_mail: "false" } })],
  ["fields of a checkout page", (order) => ({ ...order, custom_fields: [], google_analytics: { account: "" } })],
  [
    "a plug-in's numbers",
    within("plugin", { shop: "Shop", plugin_version: 3, shop_version: 2.4, shop_root_url: "shop.test" })
  ],
  [
    "settings of the page",
    within("payment_options", {
      settings: { connect: { group_cards: "1", more: 1 }, gateways: { IDEAL: { show_pre: "true" } } }
    })
  ]
]
