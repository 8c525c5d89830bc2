// The tables of the journal. A prefix of their own keeps an application's other workflows out of the way, and ours out of theirs.

export const prefix = "multisafepay"
export const messages = `${prefix}_messages`
export const replies = `${prefix}_replies`
export const queue = `${prefix}_queue`
