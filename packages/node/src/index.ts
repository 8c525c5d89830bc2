// MultiSafepay on Node.js: `NodeMultiSafepay.layer`.
export * as NodeMultiSafepay from "./NodeMultiSafepay.ts"
export * as NodeWebhooks from "./NodeWebhooks.ts"
