// What was placed, by key, in the order of the keys, as an immutable tree of 32 places a node: adding and replacing copy a few dozen places,
// however many there are. Every node knows how many below it have which status and method, so that any page of a filtered list is reached
// without looking at what comes before it.

interface Listed {
  /** A whole number from 0, not the same as another's. */
  readonly key: number
  readonly status: string
  readonly method: string | undefined
}

/** Which are meant: exactly this status and this method, any where it is undefined. */
export interface Shelf {
  readonly status?: string | undefined
  readonly method?: string | undefined
}

interface Group {
  readonly status: string
  readonly method: string | undefined
  readonly count: number
}

type Tally = ReadonlyMap<string, Group>

interface Node<A> {
  readonly tally: Tally
  /** Of the lowest nodes what was placed, of all others nodes. */
  readonly places: ReadonlyArray<Node<A> | A | undefined>
}

const width = 32

export class Register<A extends Listed> implements Iterable<A> {
  readonly root: Node<A>
  /** How many keys each place of the root stands for. */
  readonly span: number
  /** The same for all that come of one beginning. */
  readonly lineage: object

  constructor(root: Node<A>, span: number, lineage: object) {
    this.root = root
    this.span = span
    this.lineage = lineage
  }

  get(key: number): A | undefined {
    if (key >= this.span * width) return undefined
    let { root: node, span } = this
    for (; span > 1; span /= width) {
      const below = node.places[placeOf(key, span)] as Node<A> | undefined
      if (below === undefined) return undefined
      node = below
    }
    const value = node.places[placeOf(key, 1)] as A | undefined
    return value?.key === key ? value : undefined
  }

  /** With this one in the place of its key. */
  set(value: A): Register<A> {
    let { root, span } = this
    for (; value.key >= span * width; span *= width) root = { tally: root.tally, places: [root] }
    const before = this.get(value.key)
    const recount = (tally: Tally): Tally => {
      if (before !== undefined && groupOf(before) === groupOf(value)) return tally
      const fresh = new Map(tally)
      if (before !== undefined) add(fresh, before, -1)
      add(fresh, value, 1)
      return fresh
    }
    return new Register(put(root, span, value, recount), span, this.lineage)
  }

  count(shelf: Shelf = {}): number {
    return sum(this.root.tally, shelf)
  }

  /** Every status and method that there is, together as they are. */
  groups(): Iterable<Group> {
    return this.root.tally.values()
  }

  /** Those of a shelf without the `skip` newest, the newest first. Only what is taken is looked at, and its neighbours. */
  *newest(shelf: Shelf = {}, skip = 0): IterableIterator<A> {
    let left = skip
    const ahead: Array<readonly [node: Node<A>, span: number]> = [[this.root, this.span]]
    for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
      const [{ places, tally }, span] = next
      const count = sum(tally, shelf)
      if (count <= left) {
        left -= count
      } else if (span > 1) {
        for (const node of places) if (node !== undefined) ahead.push([node as Node<A>, span / width])
      } else {
        for (let place = places.length - 1; place >= 0; place--) {
          const value = places[place] as A | undefined
          if (value === undefined || !isOn(shelf, value)) continue
          if (left > 0) left--
          else yield value
        }
      }
    }
  }

  /** What is not the same in an earlier or later one, as it is there and as it is here. What both share is not looked at. */
  *changes(other: Register<A>): IterableIterator<readonly [there: A | undefined, here: A | undefined]> {
    const span = Math.max(this.span, other.span)
    yield* differences(raised(other, span), raised(this, span), span)
  }

  /** The oldest first. */
  [Symbol.iterator](): IterableIterator<A> {
    return [...this.newest()].reverse()[Symbol.iterator]()
  }

  toJSON(): ReadonlyArray<A> {
    return [...this]
  }
}

const none: Node<never> = { tally: new Map(), places: [] }

/** The beginning of a lineage, or of one that there is. */
export const empty = <A extends Listed>(lineage: object = {}): Register<A> => new Register<A>(none, 1, lineage)

export const from = <A extends Listed>(values: Iterable<A>): Register<A> => {
  let register = empty<A>()
  for (const value of values) register = register.set(value)
  return register
}

// Divided and not shifted: a snapshot may have a key that 32 bits do not hold.
const placeOf = (key: number, span: number): number => Math.floor(key / span) % width

const put = <A extends Listed>(
  { places, tally }: Node<A>,
  span: number,
  value: A,
  recount: (tally: Tally) => Tally
): Node<A> => {
  const place = placeOf(value.key, span)
  const copy = [...places]
  copy[place] = span === 1 ? value : put((places[place] as Node<A> | undefined) ?? none, span / width, value, recount)
  return { tally: recount(tally), places: copy }
}

const raised = <A extends Listed>({ root, span }: Register<A>, to: number): Node<A> =>
  span < to ? raised(new Register({ tally: root.tally, places: [root] }, span * width, root), to) : root

function* differences<A extends Listed>(
  there: Node<A> | undefined,
  here: Node<A> | undefined,
  span: number
): IterableIterator<readonly [A | undefined, A | undefined]> {
  for (let place = 0; place < width; place++) {
    const [one, other] = [there?.places[place], here?.places[place]]
    if (one === other) continue
    if (span === 1) yield [one as A | undefined, other as A | undefined]
    else yield* differences(one as Node<A> | undefined, other as Node<A> | undefined, span / width)
  }
}

const groupOf = ({ method, status }: Listed): string => `${status} ${method ?? ""}`

const add = (tally: Map<string, Group>, { method, status }: Listed, by: 1 | -1): void => {
  const group = groupOf({ key: 0, status, method })
  const count = (tally.get(group)?.count ?? 0) + by
  if (count === 0) tally.delete(group)
  else tally.set(group, { status, method, count })
}

const isOn = ({ method, status }: Shelf, one: Omit<Listed, "key">): boolean =>
  (status === undefined || one.status === status) && (method === undefined || one.method === method)

const sum = (tally: Tally, shelf: Shelf): number => {
  let count = 0
  for (const group of tally.values()) if (isOn(shelf, group)) count += group.count
  return count
}
