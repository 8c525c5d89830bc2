// What is to be done and when, soonest first, as an immutable value: adding, and taking the first, cost no more than the logarithm of
// how much there is (a leftist heap). Of two things of one time the one that was added first comes first.

interface Timed {
  readonly at: number
}

interface Node<A> {
  /** Order of addition; nothing else has the same. */
  readonly nr: number
  readonly value: A
  /** Length of the shortest way down, so that the right side is never the longer one. */
  readonly rank: number
  readonly left: Node<A> | undefined
  readonly right: Node<A> | undefined
}

export class Agenda<A extends Timed> implements Iterable<A> {
  readonly nextNr: number
  readonly root: Node<A> | undefined

  constructor(nextNr: number, root: Node<A> | undefined) {
    this.nextNr = nextNr
    this.root = root
  }

  get first(): A | undefined {
    return this.root?.value
  }

  add(value: A): Agenda<A> {
    return new Agenda(this.nextNr + 1, merge(this.root, single(this.nextNr, value)))
  }

  /** All but the first. */
  rest(): Agenda<A> {
    return this.root === undefined ? this : new Agenda(this.nextNr, merge(this.root.left, this.root.right))
  }

  /** In no order. */
  *entries(): IterableIterator<readonly [nr: number, value: A]> {
    const stack = [this.root]
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      yield [node.nr, node.value]
      if (node.left !== undefined) stack.push(node.left)
      if (node.right !== undefined) stack.push(node.right)
    }
  }

  map<B>(change: (value: A) => B): Array<B> {
    return Array.from(this, (value) => change(value))
  }

  *[Symbol.iterator](): IterableIterator<A> {
    for (let { root } = this; root !== undefined; root = merge(root.left, root.right)) yield root.value
  }

  toJSON(): ReadonlyArray<A> {
    return [...this]
  }
}

const none = new Agenda<never>(0, undefined)

export const empty = <A extends Timed>(): Agenda<A> => none

/** With the numbers they had. */
export const from = <A extends Timed>(entries: Iterable<readonly [nr: number, value: A]>): Agenda<A> => {
  let next = 0
  let root: Node<A> | undefined
  for (const [nr, value] of entries) {
    next = Math.max(next, nr + 1)
    root = merge(root, single(nr, value))
  }
  return new Agenda(next, root)
}

const single = <A>(nr: number, value: A): Node<A> => ({ nr, value, rank: 1, left: undefined, right: undefined })

const merge = <A extends Timed>(a: Node<A> | undefined, b: Node<A> | undefined): Node<A> | undefined => {
  if (a === undefined) return b
  if (b === undefined) return a
  const isFirst = a.value.at < b.value.at || (a.value.at === b.value.at && a.nr < b.nr)
  const top = isFirst ? a : b
  const merged = merge(top.right, isFirst ? b : a)
  const [left, right] = (top.left?.rank ?? 0) >= (merged?.rank ?? 0) ? [top.left, merged] : [merged, top.left]
  return { nr: top.nr, value: top.value, rank: (right?.rank ?? 0) + 1, left, right }
}
