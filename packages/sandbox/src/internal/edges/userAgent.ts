/** The `User-Agent` of everything the sandbox sends, by which it knows its own notifications when they come back. */
export const userAgent = "multisafepay-sandbox"
