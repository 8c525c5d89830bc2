// The shop's side of notifications within this process: a handler of Web requests, as `Webhooks.toWebHandler` makes one.

/** @category models */
export type Shop = (request: Request) => Promise<Response>
