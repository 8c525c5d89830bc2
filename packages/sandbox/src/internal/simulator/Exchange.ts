// A request as it arrived and what goes back: an answer, or one of the ways of giving none. Edges turn the latter into what their
// transport can do.

export interface Request {
  readonly method: string
  /** Below the base path: `/orders`. */
  readonly path: string
  readonly query: URLSearchParams
  /** Lower-case names. */
  readonly headers: { readonly [name: string]: string | undefined }
  /** Undefined when it is longer than `maxBody`. */
  readonly body: string | undefined
}

/** Bytes of a request's body. Large orders have some ten thousand. */
export const maxBody = 1_048_576

export const tooLong = `longer than ${maxBody} bytes, and none of it was read further`

export interface Answer {
  readonly _tag: "Answer"
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly text: string
}

export type Exchange =
  | Answer
  /** Headers and the first half of the body, then nothing and no end. */
  | { readonly _tag: "HalfAnswer"; readonly answer: Answer }
  | { readonly _tag: "Refuse" }
  | { readonly _tag: "Reset" }
  /** Closed in order, without an answer. */
  | { readonly _tag: "Close" }
  | { readonly _tag: "Stall" }

/** The status that goes out, when one does. */
export const statusOf = (exchange: Exchange): number | undefined =>
  exchange._tag === "Answer" ? exchange.status : exchange._tag === "HalfAnswer" ? exchange.answer.status : undefined

export const json = (status: number, text: string, headers: { readonly [name: string]: string } = {}): Answer => ({
  _tag: "Answer",
  status,
  headers: { "content-type": "application/json", ...headers },
  text
})

export const html = (status: number, title: string, headers: { readonly [name: string]: string } = {}): Answer => ({
  _tag: "Answer",
  status,
  headers: { "content-type": "text/html; charset=utf-8", ...headers },
  text: `<html>\n<head><title>${status} ${title}</title></head>\n<body>\n<center><h1>${status} ${title}</h1></center>\n<hr><center>nginx</center>\n</body>\n</html>\n`
})
