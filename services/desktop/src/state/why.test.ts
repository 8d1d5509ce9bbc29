import t from 'tap'
import type { InteractionTrace } from '../../../../contracts/trace.ts'
import { rowsOf } from './why.ts'

type Item = InteractionTrace['items'][number]
const SUBJECT = 'asterisk:pbx1:1.1'
const item = (sequence: number, name: string, fields: Partial<Item> = {}): Item => ({
  ...{ sequence, at: '2026-01-15T09:00:00.123456Z', kind: 'message', name, data: {}, changes: [], told: [], ...fields }
})
const change = (field: string, from: unknown, to: unknown) => ({ subject: SUBJECT, field, from, to })

const ITEMS = [
  item(1, 'hub.yaml', { kind: 'settings' }),
  item(2, 'Newchannel', {
    changes: [
      change('state', null, 'alerting'),
      change('participants[PJSIP/101]', null, { state: 'alerting' }),
      change('ids[1.1]', null, '1.1')
    ]
  }),
  item(3, 'BridgeLeave', { changes: [change('talkSeconds', 0, 1.2)] }),
  item(4, 'gap', { kind: 'gap', data: { dropped: 5 } }),
  item(5, 'BlindTransfer', { changes: [change('transfers[0]', null, { kind: 'blind', by: '101', to: '102' })] })
]

t.test('only what changed something is shown, and what is missing; everything when that is wanted', (t) => {
  const names = (everything: boolean) => rowsOf(ITEMS, everything, 'en').map(({ name }) => name)
  t.same(names(false), ['Newchannel', 'gap', 'BlindTransfer'])
  t.same(names(true), ['hub.yaml', 'Newchannel', 'BridgeLeave', 'gap', 'BlindTransfer'])
  t.end()
})

t.test('a change is said in few words', (t) => {
  const rows = rowsOf(ITEMS, false, 'en')
  t.same(rows[0]?.changes, [
    { field: 'state', from: '-', to: 'alerting' },
    { field: 'PJSIP/101', from: '-', to: 'alerting' },
    { field: 'ids', from: '-', to: '1.1' }
  ])
  t.same(rows[2]?.changes, [{ field: 'transfers[0]', from: '-', to: 'blind 101 → 102' }])
  t.match(rows[0]?.at, /^\d\d:00:00\.123$/)
  t.end()
})
