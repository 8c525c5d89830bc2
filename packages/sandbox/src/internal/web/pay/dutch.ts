// The payment page in Dutch.
import type { MethodNames, Words } from "./english.ts"

const methods: MethodNames = {
  BANKTRANS: "Bankoverschrijving",
  BNPL_INST: "Achteraf betalen in termijnen (BNPL_INST)",
  BNPL_INSTM: "Achteraf betalen in termijnen",
  BNPL_MF: "Achteraf betalen",
  BNPL_OB: "Achteraf betalen (BNPL_OB)",
  CREDITCARD: "Creditcard",
  DBRTP: "Betaalverzoek",
  DIRDEB: "SEPA-incasso",
  EINVOICE: "Op factuur",
  IN3B2B: "in3 Zakelijk",
  MONIECO: "Monizze ecocheque",
  MONIGIFT: "Monizze cadeaucheque",
  MONIMEAL: "Monizze maaltijdcheque",
  PAYAFTER: "Achteraf betalen (oud)",
  VRGIFTCARD: "Vuur & rook cadeaukaart",
  ZINIA_IN3: "Zinia in drie termijnen"
}

export const dutch: Words = {
  mark: { title: "Sandbox", text: "Een testpagina: er gaat hier geen geld om.", skip: "Naar de betaling" },
  pay: (amount) => `${amount} betalen`,
  summary: { title: "Uw bestelling", amount: "Bedrag", to: "Aan", description: "Omschrijving", order: "Bestelling" },
  site: (id) => `Testwinkel, site ${id}`,
  chooser: {
    title: "Hoe wilt u betalen?",
    lead: "Elke methode leidt naar een pagina waar u kiest hoe de betaling afloopt.",
    none: "Geen methode van deze winkel neemt deze bestelling aan: het bedrag, de valuta of het land van de klant staat in de weg.",
    other: "Andere betaalmethode",
    with: (method) => `Betalen met ${method}`
  },
  categories: {
    banking: "Bank",
    card: "Kaart",
    wallet: "Wallet",
    bnpl: "Achteraf betalen",
    prepaid: "Cadeau- en prepaidkaarten"
  },
  methods,
  card: {
    title: "Kaartgegevens",
    schemes: "Kaarten die kunnen",
    number: "Kaartnummer",
    expiry: "Vervaldatum",
    expiryHint: "MM/JJ, een maand in de toekomst",
    cvc: "Beveiligingscode",
    cvcHint: "3 of 4 cijfers, zoals 123",
    holder: "Naam op de kaart",
    optional: "(niet verplicht)",
    testTitle: "Testkaarten",
    testLead: "Het nummer bepaalt wat er gebeurt. Het wordt niet bewaard; typ geen echt nummer.",
    numberColumn: "Nummer",
    effectColumn: "Wat er gebeurt"
  },
  account: { title: "Rekening", iban: "IBAN", testTitle: "Testrekeningen", submit: "Doorgaan" },
  giftCard: {
    title: "Cadeaukaart",
    number: "Nummer van de cadeaukaart",
    numberHint: "Een van de kaarten hieronder",
    code: "Beveiligingscode",
    codeHint: "4 cijfers, welke dan ook",
    submit: "Deze cadeaukaart gebruiken",
    testTitle: "Testcadeaukaarten",
    testLead: "Een kaart betaalt wat erop staat. De rest van de bestelling betaalt u met een andere methode.",
    creditColumn: "Tegoed",
    rest: (amount) => `Er moet nog ${amount} betaald worden. Kies daarvoor een andere methode.`
  },
  effects: {
    paid: "Betaald",
    reviewThenPaid: "In onderzoek, na 3 minuten betaald",
    reviewThenVoid: "In onderzoek, na 3 minuten vervallen",
    threeDSecureFailed: "Geweigerd: 3-D Secure mislukt",
    insufficientFunds: "Geweigerd: onvoldoende saldo",
    paidIn2: "Na 2 minuten betaald",
    expiredIn2: "Na 2 minuten verlopen",
    declinedIn2: "Na 2 minuten geweigerd",
    unclearedIn2ThenPaid: "Na 2 minuten in behandeling, een minuut later betaald",
    unclearedIn2ThenDeclined: "Na 2 minuten in behandeling, een minuut later geweigerd"
  },
  outcomes: {
    title: "Of kies hoe het afloopt",
    lead: "Met één klik, zonder gegevens.",
    reason: "Reden",
    decline: "Weigeren"
  },
  choices: {
    paid: ["Betaald", "De betaling slaagt."],
    authorised: ["Geautoriseerd", "De kaart is geautoriseerd; de winkel incasseert later."],
    threeDSecure: ["3-D Secure-controle", "De bank vraagt eerst. Op de volgende pagina stemt u toe of weigert u."],
    insufficientFunds: ["Onvoldoende saldo", "De bank weigert met code 4002."],
    declined: ["Geweigerd", "De bank of de aanbieder weigert."],
    cancelled: ["Geannuleerd", "U vertrekt zonder te betalen."],
    expired: ["Verlopen", "De tijd om te betalen is om."],
    uncleared: ["In behandeling", "In onderzoek of onderweg. Later af te ronden."],
    unclearedThenPaid: ["In behandeling, dan betaald", "Na 3 minuten van de sandboxklok afgerond."]
  },
  mistakes: {
    title: "De betaling is niet verstuurd",
    numberMissing: "Vul een kaartnummer in.",
    numberWrong: "Dit is geen kaartnummer: 12 tot 19 cijfers, waarvan het laatste een controlecijfer is.",
    brand: "Dit nummer hoort bij een ander merk kaart.",
    expiry: "Vul de vervaldatum in als MM/JJ.",
    expired: "De vervaldatum is verstreken.",
    cvc: "Vul de 3 of 4 cijfers van de beveiligingscode in.",
    iban: "Vul een IBAN in, bijvoorbeeld een van de testrekeningen.",
    giftNumber: "Ongeldig kaartnummer: vul een van de testcadeaukaarten in.",
    giftEmpty: "Op deze cadeaukaart staat geen tegoed meer.",
    giftCode: "Vul de 4 cijfers van de beveiligingscode in.",
    outcome: "Dit kan nu niet met deze bestelling gebeuren."
  },
  challenge: {
    title: "3-D Secure-controle",
    lead: "Hier zou uw bank vragen of u het echt bent.",
    accept: "Ja, ik ben het",
    refuse: "Nee, weigeren"
  },
  states: {
    paid: ["Deze bestelling is betaald", "U kunt deze pagina sluiten of teruggaan naar de winkel."],
    authorised: ["Deze bestelling is geautoriseerd", "De winkel incasseert zodra de bestelling wordt verstuurd."],
    processing: ["De betaling wordt verwerkt", "Ze wordt onderzocht of is onderweg; de winkel hoort hoe het afloopt."],
    closed: ["Deze bestelling is gesloten", "Er kan niets meer betaald worden."],
    gone: ["Deze betaallink is verlopen", "Vraag de winkel om een nieuwe."],
    unknown: ["Deze betaling bestaat niet", "Het adres is onvolledig, of de sandbox is opnieuw begonnen."]
  },
  again: {
    declined: "De vorige poging is geweigerd. U kunt het opnieuw proberen.",
    expired: "De vorige poging is verlopen. U kunt het opnieuw proberen.",
    cancelled: "De vorige poging is geannuleerd. U kunt het opnieuw proberen."
  },
  processing: { settle: "Het geld laten aankomen", reject: "De betaling weigeren" },
  leave: "Betaling annuleren",
  back: "Terug naar de winkel",
  invalidReturn: "De bestelling heeft geen adres om naar terug te gaan waar een browser heen mag."
}
