// The client under all services: knows the address, the key and the policy, and carries out any operation of the API. Use the
// services (`Orders`, ...) for the daily work; use `Client.call` for an operation that has none.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import type * as Operation from "@effect-multisafepay/core/Operation"
import * as OrderDetails from "@effect-multisafepay/core/OrderDetails"
import * as CallPolicy from "./CallPolicy.ts"
import * as Carrier from "./Carrier.ts"
import {
  type ConfigurationError,
  type ConfigOptions,
  fromConfig,
  type Options,
  resolveApiKey,
  resolveBaseUrl
} from "./Configuration.ts"
import type { Call } from "./internal/call/Call.ts"
import { type Endpoint, headersOf, type Request } from "./internal/call/exchange.ts"
import type * as Failure from "./internal/call/Failure.ts"
import { prepare } from "./internal/call/prepare.ts"
import * as retry from "./internal/call/retry.ts"
import { run as runCall } from "./internal/call/run.ts"
import * as reconcile from "./internal/recovery/reconcile.ts"
import { remembering } from "./internal/call/remembering.ts"
import * as RateLimit from "./RateLimit.ts"

export type { Options } from "./Configuration.ts"

/**
 * What a call is given.
 *
 * @category models
 */
export type Input<O extends Operation.Any> = Path<Operation.PathParams<O["path"]>> & {
  readonly query?: O["query"] extends Schema.Constraint ? O["query"]["Type"] | undefined : undefined
  readonly body?: O["request"] extends Schema.Constraint ? O["request"]["Type"] : undefined
  /** The order the call is about, for errors; taken from the path when it is there. */
  readonly order_id?: string | undefined
  /** What this very call may do, when it is more than the operation says: an order that charges at once. */
  readonly effectClass?: Operation.EffectClass | undefined
}

// Only a template with placeholders has something to fill in.
type Path<Params> = keyof Params extends never ? { readonly path?: Record<string, never> } : { readonly path: Params }

/**
 * The `data` of an operation's answer. Where the answer may be without (it says no more than that all went well), nothing is an empty
 * object.
 *
 * @category models
 */
export type Data<O extends Operation.Any> = O["response"]["Type"] extends { readonly data: infer A }
  ? A
  : O["response"]["Type"] extends { readonly data?: infer A }
    ? Exclude<A, undefined>
    : never

/**
 * How a lost write of this operation is found again; see `Orders.create`. Of a convergent write it is the state that is found, and
 * `Absent` means that it is not reached.
 *
 * @internal
 */
export interface Recovery<O extends Operation.Any, A> {
  readonly lookUp: (
    read: <R extends Operation.Any>(
      operation: R,
      input: Input<R>
    ) => Effect.Effect<R["response"]["Type"], Failure.Failure>,
    refusal?: Failure.Failure
  ) => Effect.Effect<reconcile.LookUp<A>, Failure.Failure>
  readonly isTaken: (failure: Failure.Failure) => boolean
  readonly answered: (body: O["response"]["Type"], repeated: boolean) => A
  /** Look before the first request too, and take what an earlier process has made for the answer. */
  readonly ensure?: boolean
}

/**
 * The client's interface.
 *
 * @category services
 */
export interface Service {
  /**
   * Carries out an operation: checks and encodes the request, sends it within its deadlines, repeats it where that is harmless,
   * and decodes the answer.
   */
  readonly call: <O extends Operation.Any>(
    operation: O,
    input: Input<O>
  ) => Effect.Effect<O["response"]["Type"], MultiSafepayError>
  /** The same for what mostly matters of an answer: its `data`. */
  readonly data: <O extends Operation.Any>(operation: O, input: Input<O>) => Effect.Effect<Data<O>, MultiSafepayError>
  /** A write that is looked up by its handle when its answer is lost. @internal */
  readonly write: <O extends Operation.Any, A>(
    operation: O,
    input: Input<O>,
    recovery: Recovery<O, A>
  ) => Effect.Effect<A, MultiSafepayError>
}

/**
 * The client.
 *
 * @category services
 */
export class Client extends Context.Service<Client, Service>()("@effect-multisafepay/http/Client") {}

/**
 * A client over whatever `HttpClient` there is.
 *
 * @category constructors
 */
export const make = Effect.fnUntraced(function* (
  options: Options
): Effect.fn.Return<Service, ConfigurationError, HttpClient.HttpClient> {
  const { baseUrl, host, origin } = yield* resolveBaseUrl(options)
  const apiKey = yield* resolveApiKey(options)
  const http = yield* HttpClient.HttpClient
  const endpoint: Endpoint = {
    client: options.transformClient === undefined ? http : options.transformClient(remembering(http)),
    carrier: options.transformClient === undefined ? Carrier.of(http) : undefined,
    apiKey,
    headers: headersOf(apiKey),
    baseUrl,
    origin,
    host,
    propagateTrace: options.propagateTrace ?? false,
    maxAnswerSize: options.maxAnswerSize ?? 8_000_000,
    rateLimit: Option.getOrUndefined(yield* Effect.serviceOption(RateLimit.RateLimit))
  }
  const policy: CallPolicy.CallPolicy = CallPolicy.merged(CallPolicy.standard, options.policy ?? {})
  const resolved = CallPolicy.resolve(policy)
  const resolve = (override: Partial<CallPolicy.CallPolicy>): CallPolicy.Resolved =>
    Object.keys(override).length === 0 ? resolved : CallPolicy.resolve(CallPolicy.merged(policy, override))

  const run = <O extends Operation.Any, A>(
    operation: O,
    input: Input<O>,
    body: (call: Call, request: Request) => Effect.Effect<A, Failure.Failure>
  ) =>
    Effect.withFiber<A, MultiSafepayError>((fiber) =>
      runCall(
        fiber,
        endpoint,
        resolve(fiber.getRef(CallPolicy.Override)),
        operation,
        {
          orderId: input.order_id ?? orderIn(input),
          effectClass: input.effectClass
        },
        (call) => Effect.flatMapEager(prepare(endpoint, operation, input), (request) => body(call, request))
      )
    )

  /** A read on behalf of a call: within its deadline, and among its requests. */
  const read =
    (call: Call) =>
    <R extends Operation.Any>(operation: R, input: Input<R>): Effect.Effect<R["response"]["Type"], Failure.Failure> =>
      Effect.flatMapEager(prepare(endpoint, operation, input), (request) =>
        retry.repeat(call, request, retry.isTransient)
      )

  const call: Service["call"] = (operation, input) =>
    run(operation, input, (call, request) =>
      Effect.catch(retry.repeat(call, request, retry.mayRepeat(call.effectClass)), (failure) => {
        const order_id = orderIn(input)
        // "Not found" to a change of an order is said of its state as well.
        const isState = failure.reason._tag === "NotFound" && failure.reason.code === 1000
        if (!isState || order_id === undefined || operation.method === "GET" || !call.policy.retries) {
          return Effect.fail(failure)
        }
        return Effect.matchEffect(read(call)(OrderDetails.get, { path: { order_id } }), {
          onFailure: () => Effect.fail(failure),
          onSuccess: ({ data }) => Effect.fail(reconcile.explained(failure, data))
        })
      })
    )

  const data: Service["data"] = <O extends Operation.Any>(operation: O, input: Input<O>) =>
    Effect.map(call(operation, input), (body) => dataOf<O>(body as { readonly data?: unknown }))

  const write: Service["write"] = (operation, input, recovery) =>
    run(operation, input, (call, request) => {
      const plan = {
        lookUp: (refusal?: Failure.Failure) => recovery.lookUp(read(call), refusal),
        isTaken: recovery.isTaken,
        ensure: recovery.ensure ?? false,
        mayRepeat: call.effectClass === "reconcilable" || (call.effectClass === "guarded" && call.policy.repeatGuarded)
      }
      return Effect.map(
        call.effectClass === "convergent"
          ? reconcile.converge(call, request, plan)
          : reconcile.write(call, request, plan),
        (end) => (end._tag === "Reconciled" ? end.value : recovery.answered(end.body, end.repeated))
      )
    })

  return Client.of({ call, data, write })
})

/**
 * The client with explicit options.
 *
 * @category layers
 */
export const layer = (options: Options): Layer.Layer<Client, ConfigurationError, HttpClient.HttpClient> =>
  Layer.effect(Client, make(options))

/**
 * The client configured from the environment: `MULTISAFEPAY_API_KEY`, `MULTISAFEPAY_ENVIRONMENT` (`test` or `live`) and
 * `MULTISAFEPAY_BASE_URL`. What is given here, as it is or as a `Config`, wins.
 *
 * @category layers
 */
export const layerConfig = (
  options: ConfigOptions = {}
): Layer.Layer<Client, ConfigurationError, HttpClient.HttpClient> =>
  Layer.effect(Client, Effect.flatMap(fromConfig(options), make))

/**
 * A service over the client that it is provided with. Effect builds a layer once in a program, whatever it is provided with: of two sites the
 * second would send its orders with the first one's key. So this one is built wherever it is provided.
 *
 * @internal
 */
export const layerOver = <I, S, E>(
  service: Context.Key<I, S>,
  make: Effect.Effect<S, E, Client>
): Layer.Layer<I, E, Client> => Layer.fresh(Layer.effect(service, make))

const orderIn = (input: { readonly path?: { readonly [name: string]: string } }): string | undefined =>
  input.path?.["order_id"]

// Where `data` may be missing, its type is one that an empty object belongs to: see `acknowledged` in core.
const dataOf = <O extends Operation.Any>(body: { readonly data?: unknown }) => (body.data ?? {}) as Data<O>
