// What the account had at the end of each day, and the payout that followed.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as Balance from "@effect-multisafepay/core/partner/Balance"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import type { Page as Pager } from "@effect-multisafepay/core/Pager"
import * as Client from "./Client.ts"
import * as Pages from "./internal/pages.ts"

/** Closing balances. @category models */
export interface Page {
  readonly data: ReadonlyArray<Balance.ClosingBalance>
  /** Not to be counted on: pages by the schema, rows in the vendor's example. */
  readonly page?: Pager
}

/** @category services */
export interface Service {
  /**
   * Lists the account's closing balances of a period, per currency. The vendor documents no way to ask for a second page.
   *
   * @see https://docs.multisafepay.com/reference/listclosingbalances
   */
  readonly list: (query?: Balance.ClosingBalanceQuery) => Effect.Effect<Page, MultiSafepayError>
  /**
   * The rows of that list as a stream. Fails with `UnexpectedAnswer` where the answer says that there are more, as pages or as rows: ask for a
   * shorter period then.
   */
  readonly all: (query?: Balance.ClosingBalanceQuery) => Stream.Stream<Balance.ClosingBalance, MultiSafepayError>
}

/**
 * The closing balances service.
 *
 * @category services
 */
export class ClosingBalances extends Context.Service<ClosingBalances, Service>()(
  "@effect-multisafepay/http/ClosingBalances"
) {}

/** The service, over the client. @category layers */
export const layer: Layer.Layer<ClosingBalances, never, Client.Client> = Client.layerOver(
  ClosingBalances,
  Effect.map(Client.Client, (client) => {
    const list: Service["list"] = (query) => client.call(Balance.listClosing, { query })

    return ClosingBalances.of({
      list,
      all: (query) =>
        Stream.fromIterableEffect(
          Effect.flatMap(list(query), ({ data, page }) =>
            page?.total !== undefined && page.total > Math.max(data.length, 1)
              ? Effect.fail(Pages.cut(Balance.listClosing, partOf(data.length, page.total)))
              : Effect.succeed(data)
          )
        )
    })
  })
)

const partOf = (rows: number, total: number) =>
  `it has ${rows} rows and says ${total} (\`page.total\`), be it rows or pages, and nothing documents how to ask for the others. Ask for a shorter period (\`from\`, \`until\`), or for one currency`
