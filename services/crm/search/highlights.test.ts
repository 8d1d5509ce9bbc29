import t from 'tap'
import { highlightOf, numberHighlight } from './highlights.ts'
import { distanceOf, swapLayout } from './words.ts'

t.test('what was found is marked in the text as it was written, whichever reading found it', async (t) => {
  const marked = ['Договор на \u0002елку\u0003', '\u0002Договор\u0003 на елку']
  t.same(highlightOf({ field: 'note', text: 'Договор на ёлку' }, marked), {
    field: 'note',
    fragments: [
      { text: 'Договор', hit: true },
      { text: ' на ', hit: false },
      { text: 'ёлку', hit: true }
    ]
  })
  t.equal(highlightOf({ field: 'note', text: 'nothing' }, ['nothing', 'nothing']), undefined)
  t.equal(highlightOf({ field: 'note', text: 'a \u0002 b' }, ['a \u0002 b\u0003']), undefined, 'signs of its own')
})

t.test('of a long text only what is around the first hits is shown, in whole words', async (t) => {
  const far = 'word '.repeat(60)
  const text = `${far}needle ${far}needle ${far}needle`
  const { fragments } = highlightOf({ field: 'text', text }, [text.replaceAll('needle', '\u0002needle\u0003')]) ?? {
    fragments: []
  }
  t.equal(fragments.filter(({ hit }) => hit).length, 2)
  t.ok(fragments.map(({ text }) => text).join('').length < 400)
  t.match(fragments[0], { text: '…' })
  for (const { text } of fragments) t.match(text, /^(…| ?(word ?)+|needle)$/)
})

t.test('of a number the part that was typed is marked', async (t) => {
  const typed = { begins: ['+7495123', '8495123'], digits: '8495123' }
  t.same(numberHighlight('phones', '+74951234567', typed)?.fragments, [
    { text: '+7495123', hit: true },
    { text: '4567', hit: false },
    ...[]
  ])
  t.match(numberHighlight('phones', '+74951234567', { begins: ['4567', '4567'], digits: '4567' })?.fragments.at(-1), {
    ...{ text: '4567', hit: true }
  })
  t.equal(numberHighlight('phones', '+74951234567', { begins: ['999', '999'], digits: '999' }), undefined)
})

t.test('words are as far from each other as typing errors make them', async (t) => {
  for (const [typed, word, distance] of [
    ['договор', 'договор', 0],
    ['договр', 'договор', 1],
    ['дгоовор', 'договор', 1],
    ['даговор', 'договор', 1],
    ['договор', 'договором', 1],
    ['invioce', 'invoice', 1],
    ['кот', 'пес', 3]
  ] as const) {
    t.equal(distanceOf(typed, word), distance, `${typed} ${word}`)
  }
})

t.test('a word that was typed in the other layout is read by its keys', async (t) => {
  t.equal(swapLayout('ghbdtn'), 'привет')
  t.equal(swapLayout('руддщ'), 'hello')
})
