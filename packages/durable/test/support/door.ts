// A door in one place that leads to another: `node door.ts 10.0.0.5 80 /path/of/a/socket`, or in a process of one's own.
import { connect, createServer, type NetConnectOpts } from "node:net"

export const openDoor = (here: { readonly host: string; readonly port: number }, there: NetConnectOpts) =>
  new Promise<number>((resolve) => {
    const door = createServer((inside) => {
      const outside = connect(there)
      for (const one of [inside, outside]) {
        one.on("error", () => {})
        one.once("close", () => {
          inside.destroy()
          outside.destroy()
        })
      }
      inside.pipe(outside).pipe(inside)
    })
    door.listen(here.port, here.host, () => {
      const address = door.address()
      resolve(address !== null && typeof address === "object" ? address.port : 0)
    })
  })

if (import.meta.main) {
  const [, , host = "", port = "", path = ""] = process.argv
  await openDoor({ host, port: Number(port) }, { path })
  process.stdout.write("open\n")
}
