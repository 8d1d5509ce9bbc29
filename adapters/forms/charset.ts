import { isUtf8 } from 'node:buffer'

const UTF8 = new TextDecoder('utf-8')
const LEGACY = [new TextDecoder('windows-1251'), new TextDecoder('koi8-r')] as const

/** How often a letter stands in Russian text, of a hundred. */
const FREQUENCY = new Map(
  Object.entries({
    ...{ о: 11, е: 8.5, а: 8, и: 7.4, н: 6.7, т: 6.3, с: 5.5, р: 4.7, в: 4.5, л: 4.3, к: 3.5, м: 3.2, д: 3, п: 2.8 },
    ...{ у: 2.6, я: 2, ы: 1.9, ь: 1.7, г: 1.7, з: 1.6, б: 1.6, ч: 1.4, й: 1.2, х: 1, ж: 0.9, ш: 0.7, ю: 0.6, ц: 0.5 }
  })
)
const MOST_READ = 2_000
const LATER_CAPITAL = /\p{Ll}\p{Lu}/gu

/** Two of the same letters in the wrong charset are rare ones, and capitals in the middle of words. */
function likelihood(text: string): number {
  let sum = 0
  for (const letter of text.toLowerCase()) sum += FREQUENCY.get(letter) ?? 0
  return sum - 10 * (text.match(LATER_CAPITAL)?.length ?? 0)
}

type Decode = (bytes: Uint8Array) => string

/** A decoder of this name, for those that there are. */
export function decoderOf(charset: string | undefined): Decode | undefined {
  if (!charset) return undefined
  try {
    const decoder = new TextDecoder(charset.trim().replace(/^["']|["']$/g, ''))
    return (bytes) => decoder.decode(bytes)
  } catch {
    return undefined // there is no such charset
  }
}

/** What text is read by of which nobody says how it was written: UTF-8 where it is valid, else the likelier legacy one. */
export function guessDecoder(bytes: Uint8Array): Decode {
  if (isUtf8(bytes)) return (part) => UTF8.decode(part)
  const part = bytes.subarray(0, MOST_READ)
  const [windows, koi] = LEGACY
  const decoder = likelihood(koi.decode(part)) > likelihood(windows.decode(part)) ? koi : windows
  return (some) => decoder.decode(some)
}
