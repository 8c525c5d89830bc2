// How lists tell that there is more of them. The API has four styles, none of which says how many rows there are in a way that can be
// trusted: `page.total` is pages by the schema and rows in the vendor's example.
import * as Schema from "effect/Schema"
import * as Answer from "./Answer.ts"
import { list, one, rows } from "./internal/answers/data.ts"
import { closed } from "./internal/requests/closed.ts"
import { window } from "./internal/requests/query.ts"
import * as wire from "./internal/answers/wire.ts"

class Cursor extends wire.open<Cursor>("Cursor")({ after: wire.text, before: wire.text }) {}

/**
 * `pager` of GET /transactions: newest first.
 *
 * @see https://docs.multisafepay.com/reference/pagination
 * @category models
 */
export class CursorPager extends wire.open<CursorPager>("CursorPager")({
  /** Address of the next page. Use the cursor instead: this library goes only where it is configured to. */
  after: wire.text,
  before: wire.text,
  /** Opaque marks to give back as `after` or `before`. The last page still has one; it leads to an empty page without. */
  cursor: Cursor.field,
  limit: wire.int
}) {}

/**
 * `page` of lists with `limit` and `offset`.
 *
 * @category models
 */
export class Page extends wire.open<Page>("Page")({
  /** Pages by the schema, rows in the vendor's example: not a number to count with. */
  total: wire.int
}) {}

/**
 * `pager` of lists with page numbers (terminals).
 *
 * @category models
 */
export class NumberPager extends wire.open<NumberPager>("NumberPager")({
  /** Rows in all. */
  total_items: wire.int,
  limit: wire.int,
  page: wire.int
}) {}

/** `limit` 1 to 1000. @category schemas */
export const WindowQuery = closed("WindowQuery", window(1000))
export interface WindowQuery extends Schema.Schema.Type<typeof WindowQuery> {}

/** A page of a list with cursors: the whole body. @category constructors */
export const byCursor = <A>(item: Answer.Open<A>) =>
  Schema.Struct({ ...Answer.of(rows(item)).fields, pager: Schema.optionalKey(one(CursorPager)) })

/** A page of a list with offsets: the whole body. @category constructors */
export const byOffset = <A>(item: Answer.Open<A>) =>
  Schema.Struct({ ...Answer.of(rows(item)).fields, page: Schema.optionalKey(one(Page)) })

// Nobody adds terminals up, and one that lacks its id must not hide the others.
/** A page of a list with page numbers: the whole body. @category constructors */
export const byNumber = <A>(item: Answer.Open<A>) =>
  Schema.Struct({ ...Answer.of(list(item)).fields, pager: Schema.optionalKey(one(NumberPager)) })
