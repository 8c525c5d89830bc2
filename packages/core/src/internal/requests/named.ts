/** A second base of an interface that has no members of its own: without one the compiler's messages show its fields instead of its name. */
export interface Named {}
