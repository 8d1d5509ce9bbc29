const LETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  [...'абвгдеёзийклмнопрстуфхцыэ'].map((letter, index) => [letter, 'abvgdeeziyklmnoprstufhcye'[index] ?? ''])
)
const PAIRS: Readonly<Record<string, string>> = { ж: 'zh', ч: 'ch', ш: 'sh', щ: 'sch', ю: 'yu', я: 'ya', ъ: '', ь: '' }

/** A key proposed for a name: Latin letters and digits, begun with a letter; empty when the name has none. */
export function keyOf(name: string, maxLength: number): string {
  const latin = [...name.toLowerCase()].map((letter) => LETTERS[letter] ?? PAIRS[letter] ?? letter).join('')
  return latin
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, maxLength)
    .replace(/-+$/, '')
}
