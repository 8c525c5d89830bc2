// Whether a request has begun to leave this machine, told by the transport that carries it. An error alone cannot say it: the same code
// ends a connection in the making and one that has carried a payment, and a deadline that passes comes with no error at all.
import * as Context from "effect/Context"

/**
 * What a transport tells about the one request it carries.
 *
 * `undefined`: nothing; the error has to be judged by its code. `false`: this transport tells, and not a byte has left so far. `true`:
 * bytes may have left, and nothing may call the request `not-sent` any more. It stays `true` whatever comes after. A transport under
 * `transformClient` that is done, and told that nothing left, leaves `undefined`: the next one may not tell.
 *
 * @category models
 */
export interface Progress {
  begun: boolean | undefined
}

/**
 * Where the client of this package wants to hear it; `undefined` where nobody does. A transport of your own that knows the moment a
 * request begins calls `watching` before anything else, and `begun` before it hands over the first byte.
 *
 * @category references
 */
export const RequestProgress: Context.Reference<Progress | undefined> = Context.Reference(
  "@effect-multisafepay/http/RequestProgress",
  { defaultValue: (): Progress | undefined => undefined }
)

/**
 * From now on the transport tells. A request that a wrapper sends a second time stays begun.
 *
 * @category telling
 */
export const watching = (progress: Progress | undefined): void => {
  if (progress !== undefined) progress.begun ??= false
}

/**
 * The first byte is about to leave.
 *
 * @category telling
 */
export const begun = (progress: Progress | undefined): void => {
  if (progress !== undefined) progress.begun = true
}
