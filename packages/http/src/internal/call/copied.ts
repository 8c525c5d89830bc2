// Of what a caller gives, before anything is judged. Of a program without types that may be anything; what it is no request of is refused later.

/**
 * A literal whose fields have been looked at once, so that what is judged is what is sent. Anything else stays as it is: a copy would lack what
 * its class works out.
 */
export const copied = <A>(given: A): A =>
  typeof given === "object" && given !== null && Object.getPrototypeOf(given) === Object.prototype
    ? { ...given }
    : given
