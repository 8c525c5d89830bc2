// An immutable list that grows at its end: adding and replacing copy a few dozen places, however long the list is. A tree of 32 places
// a node, and the last places apart. What `last` drops is not seen any more at once, but only freed every now and then.

const bits = 5
const width = 1 << bits
const mask = width - 1

type Node<A> = ReadonlyArray<A | Node<A>>

export class Sequence<A> implements Iterable<A> {
  /** Places in the tree, which is full but for its right edge. */
  readonly kept: number
  readonly level: number
  readonly root: Node<A>
  readonly tail: ReadonlyArray<A>
  /** Places at the beginning that were dropped. */
  readonly skipped: number

  constructor(kept: number, level: number, root: Node<A>, tail: ReadonlyArray<A>, skipped: number) {
    this.kept = kept
    this.level = level
    this.root = root
    this.tail = tail
    this.skipped = skipped
  }

  get length(): number {
    return this.kept + this.tail.length - this.skipped
  }

  /** Counts from the end when negative, like an array's. */
  at(index: number): A | undefined {
    const place = index < 0 ? this.length + index : index
    if (!(place >= 0 && place < this.length)) return undefined
    const absolute = place + this.skipped
    return absolute >= this.kept ? this.tail[absolute - this.kept] : (this.leaf(absolute)[absolute & mask] as A)
  }

  append(value: A): Sequence<A> {
    const { kept, level, root, skipped, tail } = this
    if (tail.length < width) return new Sequence(kept, level, root, [...tail, value], skipped)
    const isFull = kept === width << level && kept > 0
    const above = isFull ? level + bits : level
    const grown = hang(isFull ? [root] : root, above, kept, tail)
    return new Sequence(kept + width, above, grown, [value], skipped)
  }

  /** Another value in a place that is there; the same list when it is not. */
  with(index: number, value: A): Sequence<A> {
    if (!(index >= 0 && index < this.length)) return this
    const { kept, level, root, skipped, tail } = this
    const absolute = index + skipped
    if (absolute < kept) return new Sequence(kept, level, replace(root, level, absolute, value), tail, skipped)
    return new Sequence(kept, level, root, tail.with(absolute - kept, value), skipped)
  }

  /** Only the last `count`. */
  last(count: number): Sequence<A> {
    if (this.length <= count) return this
    const skipped = this.kept + this.tail.length - count
    const seen = new Sequence(this.kept, this.level, this.root, this.tail, skipped)
    return skipped < count ? seen : from(seen)
  }

  map<B>(change: (value: A) => B): Array<B> {
    return Array.from(this, (value) => change(value))
  }

  filter(isWanted: (value: A) => boolean): Array<A> {
    const found: Array<A> = []
    for (const value of this) if (isWanted(value)) found.push(value)
    return found
  }

  *[Symbol.iterator](): IterableIterator<A> {
    for (let place = this.skipped; place < this.kept; place = (place | mask) + 1) {
      const leaf = this.leaf(place)
      for (let i = place & mask; i < width; i++) yield leaf[i] as A
    }
    for (let i = Math.max(this.skipped - this.kept, 0); i < this.tail.length; i++) yield this.tail[i] as A
  }

  /** What is not the same in an earlier one from which nothing was dropped since, and where. What both share is passed over. */
  *changes(before: Sequence<A>): IterableIterator<readonly [place: number, value: A]> {
    const shared = Math.min(this.kept, before.kept)
    for (let place = 0; place < this.length; place++) {
      const absolute = place + this.skipped
      const isLeaf = (absolute & mask) === 0 && absolute < shared && this.skipped === before.skipped
      if (isLeaf && this.leaf(absolute) === before.leaf(absolute)) place += mask
      else if (this.at(place) !== before.at(place)) yield [place, this.at(place) as A]
    }
  }

  /** The last first. */
  *backwards(): IterableIterator<A> {
    for (let place = this.length - 1; place >= 0; place--) yield this.at(place) as A
  }

  toJSON(): ReadonlyArray<A> {
    return [...this]
  }

  private leaf(place: number): Node<A> {
    let node = this.root
    for (let level = this.level; level > 0; level -= bits) node = node[(place >>> level) & mask] as Node<A>
    return node
  }
}

const none = new Sequence<never>(0, 0, [], [], 0)

export const empty = <A>(): Sequence<A> => none

export const from = <A>(values: Iterable<A>): Sequence<A> => {
  let sequence = empty<A>()
  for (const value of values) sequence = sequence.append(value)
  return sequence
}

const hang = <A>(node: Node<A>, level: number, place: number, leaf: Node<A>): Node<A> => {
  if (level === 0) return leaf
  const slot = (place >>> level) & mask
  const copy = [...node]
  copy[slot] = hang((node[slot] as Node<A> | undefined) ?? [], level - bits, place, leaf)
  return copy
}

const replace = <A>(node: Node<A>, level: number, place: number, value: A): Node<A> => {
  const slot = (place >>> level) & mask
  return node.with(slot, level === 0 ? value : replace(node[slot] as Node<A>, level - bits, place, value))
}
