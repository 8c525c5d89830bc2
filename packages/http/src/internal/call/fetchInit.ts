// What `fetch` is told beside a request, where it is the transport. Followed, a redirect would hand the API key to wherever it points. And
// Deno's `fetch` sends a request again by itself when a connection that was used before breaks, even if the server has read it.

/** As much of Deno as is needed here. */
interface Deno {
  readonly createHttpClient?: (options: { readonly poolMaxIdlePerHost: number }) => object
}

let unpooled: object | undefined

/** On Deno, a connection of its own for each request: there is nothing to send again on. */
const fresh = (): { readonly client?: object } => {
  const { Deno } = globalThis as { readonly Deno?: Deno }
  if (Deno?.createHttpClient === undefined) return {}
  return { client: (unpooled ??= Deno.createHttpClient({ poolMaxIdlePerHost: 0 })) }
}

/** What is given to `fetch` by the program stays, a `client` of its own included. */
export const fetchInit = (given: RequestInit | undefined, method: string): RequestInit => ({
  ...(method === "GET" ? {} : fresh()),
  ...given,
  redirect: "manual"
})
