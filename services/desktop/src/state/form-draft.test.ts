import t from 'tap'
import type { Form } from '../../../../contracts/form.ts'
import {
  changesOf,
  draftOf,
  faultsOf,
  isReady,
  isSameMapping,
  NEW_DRAFT,
  newFormOf,
  secretsOf,
  withNames
} from './form-draft.ts'

const form = {
  ...{ id: '0190a7f0-0000-7000-8000-000000000700', key: 'order', name: 'Заказ', vendor: 'tilda', mapping: {} },
  ...{
    origins: ['https://a.example'],
    honeypot: null,
    minFillSeconds: 2,
    workBits: 0,
    captcha: null,
    perAddressPerMinute: 30
  },
  ...{ perFormPerMinute: 3_000, networks: [], files: { most: 5, megabytes: 10 }, line: null, source: 'site' },
  ...{ numbers: [], numberHoldSeconds: 90, callLeads: false },
  ...{ redirect: null, joinDays: 30, isActive: true, secretsSet: ['secret'], version: 1 },
  ...{ createdAt: '2026-01-12T09:00:00.000Z', updatedAt: '2026-01-12T09:00:00.000Z' }
} as Form
const draft = draftOf(form)

t.test('numbers for visits are kept as they are dialled; each has a line of its own', async (t) => {
  const one = { address: ' 5550101 ', number: '+7 (495) 111-22-33', text: '8 495 111-22-33' }
  const kept = { ...one, address: '5550101', number: '+74951112233' }
  t.strictSame(changesOf({ ...draft, numbers: [one] }, draft), { numbers: [kept] })
  t.notOk(faultsOf({ ...draft, numbers: [one] }).has('numbers'))
  for (const numbers of [[one, one], [{ ...one, text: ' ' }], [{ ...one, number: '12' }], [{ ...one, address: 'a b' }]])
    t.ok(faultsOf({ ...draft, numbers }).has('numbers'))
})

t.test('only what was changed is sent, in the shape of the API', async (t) => {
  t.strictSame(changesOf(draft, draft), {})
  const changed = {
    ...draft,
    ...{
      name: ' Заказ звонка ',
      origins: 'https://a.example/page, http://b.example',
      source: '',
      filesMost: '3',
      captcha: 'turnstile' as const
    },
    secrets: { key: 'k', secret: null, confirmation: '' }
  }
  t.strictSame(changesOf(changed, draft), {
    name: 'Заказ звонка',
    origins: ['https://a.example', 'http://b.example'],
    files: { most: 3, megabytes: 10 },
    captcha: 'turnstile',
    source: null,
    secrets: { key: 'k', secret: null }
  })
})

t.test('what the hub would refuse is named by its field', async (t) => {
  t.equal(faultsOf(draft).size, 0)
  const wrong = {
    ...draft,
    ...{ name: ' ', origins: 'javascript:alert(1)', networks: '1.2.3.4/99', joinDays: '', minFillSeconds: -1 },
    ...{ redirect: 'ftp://x', filesMost: 1.5, perFormPerMinute: 0 }
  }
  t.strictSame([...faultsOf(wrong)].sort(), [
    ...['filesMost', 'joinDays', 'minFillSeconds', 'name', 'networks', 'origins', 'perFormPerMinute', 'redirect']
  ])
  t.equal(faultsOf({ ...draft, networks: '92.118.66.0/23\n2001:db8::/32', origins: '*' }).size, 0)
})

t.test('a new form needs a name only; a key is taken as it stands or made by the hub', async (t) => {
  t.notOk(isReady(NEW_DRAFT))
  t.notOk(isReady({ ...NEW_DRAFT, name: 'A', key: 'a/b' }))
  t.ok(isReady({ ...NEW_DRAFT, name: 'A' }))
  t.strictSame(newFormOf({ ...NEW_DRAFT, name: ' A ' }), { name: 'A', vendor: 'generic' })
})

t.test('the secrets that are asked for are those of the vendor, and those that there are', async (t) => {
  t.strictSame(secretsOf({ vendor: 'tilda', captcha: '' }, ['secret']), ['key', 'secret'])
  t.strictSame(secretsOf({ vendor: 'meta', captcha: '' }, []), ['appSecret', 'verifyToken', 'accessToken'])
  t.strictSame(secretsOf({ vendor: 'generic', captcha: 'hcaptcha' }, []), ['key', 'captcha'])
})

t.test('a target without names is not in the mapping', async (t) => {
  t.strictSame(withNames({ name: ['who'] }, 'phone', ['tel']), { name: ['who'], phone: ['tel'] })
  t.strictSame(withNames({ name: ['who'], phone: ['tel'] }, 'phone', []), { name: ['who'] })
  t.ok(isSameMapping({ name: ['who'], phone: ['tel'] }, { phone: ['tel'], name: ['who'], email: [] }))
  t.notOk(isSameMapping({ name: ['who'] }, { name: ['who', 'whom'] }))
})
