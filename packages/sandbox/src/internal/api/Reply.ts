// Answers of the API before they become bytes: the envelopes of success and of the two kinds of failure.
import type { Json } from "../state/Json.ts"
import type { Refusal } from "../machine/turn.ts"

export interface Reply {
  readonly status: number
  readonly body: Json
}

export const success = (data: Json, rest: { readonly [key: string]: Json } = {}): Reply => ({
  status: 200,
  body: { success: true, data, ...rest }
})

/** Classic endpoints. `data` is an empty object; the service also prints it as `[]`. */
export const failure = (status: number, code: number, info: string, emptyList = false): Reply => ({
  status,
  body: { success: false, data: emptyList ? [] : {}, error_code: code, error_info: info }
})

/** Newer endpoints: a message and nothing else. */
export const message = (status: number, text: string): Reply => ({ status, body: { message: text } })

/** An answer the service never gives. It has no code: every code that fits would leave open whether something happened. */
export const notSimulated = (what: string): Reply => ({
  status: 501,
  body: { success: false, data: {}, error_info: `The sandbox does not simulate ${what}` }
})

/** A refusal without a code belongs to an endpoint that has none. */
export const refused = (refusal: Refusal, emptyList: boolean): Reply =>
  refusal.status === 501
    ? notSimulated(refusal.info)
    : refusal.code === 0
      ? message(refusal.status, refusal.info)
      : failure(refusal.status, refusal.code, refusal.info, emptyList)
