// A line between a process and its database that can be cut without either end noticing: nothing gets through, nothing is refused, and
// when it is whole again what was under way arrives late.
import { connect, createServer, type Socket } from "node:net"

export const startLine = async (target: number) => {
  const pairs = new Set<readonly [Socket, Socket]>()
  let isCut = false

  const flow = (pair: readonly [Socket, Socket]) => {
    const [client, upstream] = pair
    for (const [from, to] of [
      [client, upstream],
      [upstream, client]
    ] as const) {
      if (isCut) from.unpipe(to).pause()
      else from.pipe(to, { end: false })
    }
  }
  const server = createServer((client) => {
    const pair = [client, connect(target, "127.0.0.1")] as const
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      for (const socket of pair) socket.destroy()
    }
    for (const socket of pair) socket.on("error", end).on("close", end).on("end", end)
    flow(pair)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()

  const set = (cut: boolean) => {
    isCut = cut
    for (const pair of pairs) flow(pair)
  }
  return {
    port: address !== null && typeof address === "object" ? address.port : 0,
    cut: () => set(true),
    mend: () => set(false),
    stop: () => {
      server.close()
      for (const pair of pairs) for (const socket of pair) socket.destroy()
    }
  }
}
export type Line = Awaited<ReturnType<typeof startLine>>
