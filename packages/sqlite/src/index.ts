// Effect's SqlClient over Node's own SQLite: `SqliteClient.layer({ filename })`.
export * as SqliteClient from "./SqliteClient.ts"
