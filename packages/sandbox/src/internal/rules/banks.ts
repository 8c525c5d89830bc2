// Banks that a payer can pick here, by the gateway that asks for one, and the account that a payment comes from when the order tells none.
// The names are of the vendor's page about testing; MyBank's codes only look like the one in its example.

type Issuers = ReadonlyArray<readonly [code: string, description: string]>

const ideal: Issuers = [
  ["0031", "ABN AMRO"],
  ["0761", "ASN Bank"],
  ["4371", "Bunq"],
  ["0721", "ING"],
  ["0801", "Knab"],
  ["0021", "Rabobank"],
  ["0771", "Regio Bank"],
  ["1099", "Revolut"],
  ["0511", "Triodos Bank"]
]

const mybank: Issuers = [
  ["CT000125-it", "Allianz Bank FA"],
  ["CT000126-it", "Banca di Cesena"],
  ["CT000127-it", "Credito Artigiano"],
  ["CT000128-it", "Volksbank"]
]

export const issuers: ReadonlyMap<string, Issuers> = new Map([
  ["ideal", ideal],
  ["mybank", mybank]
])

/** The first of the vendor's test accounts. */
export const bank = { iban: "NL87ABNA0000000001", bic: "ABNANL2A", code: "0031" } as const
