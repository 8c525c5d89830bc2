// Which machine an address means. A name says nothing until it is resolved: `foo.localhost` goes wherever the resolver sends it.
import * as Effect from "effect/Effect"

/** Addresses in digits of the loopback interface, in brackets or not, also IPv4 inside IPv6. */
export const isLoopback = (host: string): boolean =>
  /^(?:127(?:\.\d{1,3}){3}|::1|::ffff:(?:127(?:\.\d{1,3}){3}|7f[0-9a-f]{2}:[0-9a-f]{1,4}))$/i.test(bare(host))

/** `localhost` and the names under it, which nobody else can have (RFC 6761). */
export const isLocalName = (host: string): boolean => /^(?:.+\.)?localhost\.?$/i.test(host)

/** The addresses behind a host: itself when it is one, none when the name does not resolve. */
export type Resolve = (host: string) => Effect.Effect<ReadonlyArray<string>>

/** As the operating system resolves it, which is where `fetch` connects to. Node.js is loaded when somebody asks. */
export const resolve: Resolve = (host) =>
  isDigits.test(host)
    ? Effect.succeed([bare(host)])
    : Effect.tryPromise(() => import("node:dns/promises")).pipe(
        Effect.flatMap((dns) => Effect.tryPromise(() => dns.lookup(host, { all: true }))),
        Effect.map((all) => all.map(({ address }) => address)),
        Effect.orElseSucceed(() => [])
      )

/** The address that stands for all of a machine's. */
export const isAny = (address: string): boolean => /^(?:0\.0\.0\.0|::|::ffff:(?:0\.0\.0\.0|0:0))$/.test(bare(address))

/** Every address that reaches this machine: loopback, "any", and those of its network interfaces. */
export const isHere = (address: string): Effect.Effect<boolean> =>
  isLoopback(address) || isAny(address)
    ? Effect.succeed(true)
    : Effect.tryPromise(() => import("node:os")).pipe(
        Effect.map((os) =>
          Object.values(os.networkInterfaces()).some((all) => all?.some((one) => one.address === plain(address)))
        ),
        Effect.orElseSucceed(() => false)
      )

const isDigits = /^(?:\[.*\]|[\d.]+)$/

const bare = (host: string): string => host.replace(/^\[|\]$/g, "")

const plain = (address: string): string => bare(address).replace(/^::ffff:(?=\d+\.)/i, "")
