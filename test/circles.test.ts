// Imports go one way: no file and no folder leads back to itself, by types neither. In a circle nothing can be read, moved or tested
// alone.
import { readdirSync } from "node:fs"
import { dirname } from "node:path"
import { describe, expect, it } from "vitest"
import { type Graph, graphOf } from "./support/imports.ts"

/** Groups of which each member leads to every other one, each as a sorted list. */
const circles = (graph: Graph): Array<string> => {
  const reached = new Map(Array.from(graph.keys(), (from) => [from, reach(graph, from)]))
  const groups = Array.from(graph.keys(), (one) =>
    Array.from(reached.get(one) ?? []).filter((other) => reached.get(other)?.has(one))
  )
  return [...new Set(groups.filter((group) => group.length > 0).map((group) => group.toSorted().join(", ")))]
}

const reach = (graph: Graph, from: string): ReadonlySet<string> => {
  const seen = new Set<string>()
  const ahead = [...(graph.get(from) ?? [])]
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    ahead.push(...(graph.get(next) ?? []))
  }
  return seen
}

/**
 * The folders below `src`, and which of them import from which. `src` itself is left out: it holds the public names, which stand on the
 * inner folders and are what these speak of (`Currency`, `Issue`). There the files decide.
 */
const folders = (graph: Graph): Graph => {
  const found = new Map<string, Set<string>>()
  for (const [from, targets] of graph) {
    const folder = dirname(from)
    if (folder === ".") continue
    const others = found.get(folder) ?? new Set<string>()
    for (const target of targets) if (dirname(target) !== "." && dirname(target) !== folder) others.add(dirname(target))
    found.set(folder, others)
  }
  return found
}

describe("imports go in no circle", () => {
  for (const name of readdirSync(new URL("../packages", import.meta.url))) {
    const graph = graphOf(name)
    it(`between the files of ${name}`, () => {
      expect(graph.size).toBeGreaterThan(0)
      expect(circles(graph)).toEqual([])
    })
    it(`between the folders of ${name}`, () => {
      expect(circles(folders(graph))).toEqual([])
    })
  }

  it("one of two files, of three, and of a file with itself is noticed", () => {
    const graph = new Map([
      ["a/one.ts", new Set(["b/two.ts"])],
      ["b/two.ts", new Set(["a/one.ts", "c/three.ts"])],
      ["c/three.ts", new Set(["d/four.ts"])],
      ["d/four.ts", new Set(["d/five.ts"])],
      ["d/five.ts", new Set(["c/three.ts"])],
      ["self.ts", new Set(["self.ts"])],
      ["last.ts", new Set(["a/one.ts"])]
    ])
    expect(circles(graph)).toEqual(["a/one.ts, b/two.ts", "c/three.ts, d/five.ts, d/four.ts", "self.ts"])
    expect(circles(folders(graph))).toEqual(["a, b", "c, d"])
  })
})
