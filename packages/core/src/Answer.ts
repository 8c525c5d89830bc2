// The envelope around almost every answer: `{ success: true, data }`. Failures come in six other shapes and are no business of
// schemas: the client tells them apart before it decodes.
import * as Schema from "effect/Schema"

// Missing in some answers, and printed as 1 or "true" in others; false never gets here.
const Success = Schema.optionalKey(Schema.Union([Schema.Literal(true), Schema.Literals(["true", "1", 1])]))

/**
 * The body of a 2xx answer that carries `data`.
 *
 * @category constructors
 */
export const of = <S extends Schema.Constraint>(data: S) => Schema.Struct({ success: Success, data })
