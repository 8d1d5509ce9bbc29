import type { Conversion } from '../../../contracts/conversion.ts'

/** One field: in quotes where it must be. What a table would take for a formula begins with an apostrophe. */
export function csvField(value: string): string {
  const harmless = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** An id of letters and digits does nothing, whatever it begins with. */
const FORMULA = /^[=+@\t\r]|^-(?![\w-]*$)/

const line = (...fields: readonly string[]): string => `${fields.map(csvField).join(',')}\r\n`
/** What stands in a line. */
type Told = Pick<Conversion, 'name' | 'at' | 'id' | 'price' | 'currency'>

const priceOf = ({ price }: Told): string => (price === null ? '' : price.toFixed(2))
const currencyOf = ({ price, currency }: Told): string => (price === null ? '' : currency)

type YandexId = 'client-id' | 'yclid'
const YANDEX_COLUMNS: Readonly<Record<YandexId, string>> = { 'client-id': 'ClientId', yclid: 'Yclid' }

/** As Yandex Metrica takes it: those that are known by this kind of id. */
export function yandexCsv(conversions: readonly Told[], kind: YandexId): string {
  const rows = conversions
    .filter(({ id }) => id.kind === kind)
    .map((one) => line(one.id.value, one.name, unixSeconds(one.at), priceOf(one), currencyOf(one)))
  return line(YANDEX_COLUMNS[kind], 'Target', 'DateTime', 'Price', 'Currency') + rows.join('')
}

const unixSeconds = (at: string): string => String(Math.floor(Date.parse(at) / 1_000))

/** As Google Ads takes it: clicks alone, by the clock of one time zone. */
export function googleCsv(conversions: readonly Told[], timeZone: string): string {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  const rows = conversions
    .filter(({ id }) => id.kind === 'gclid')
    .map((one) => line(one.id.value, one.name, clock.format(Date.parse(one.at)), priceOf(one), currencyOf(one)))
  return (
    line(`Parameters:TimeZone=${timeZone}`) +
    line('Google Click ID', 'Conversion Name', 'Conversion Time', 'Conversion Value', 'Conversion Currency') +
    rows.join('')
  )
}
