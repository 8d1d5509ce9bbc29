import t from 'tap'
import { filled, testable } from './form-test.ts'

const form = { vendor: 'generic', isActive: true, networks: [] as string[], workBits: 0, captcha: null } as const

t.test('a form can be tried by hand where it takes posts of this page, and else it is said why not', async (t) => {
  t.equal(testable({ ...form }), 'yes')
  t.equal(testable({ ...form, vendor: 'meta' }), 'vendor')
  t.equal(testable({ ...form, networks: ['92.118.66.0/23'] }), 'networks')
  t.equal(testable({ ...form, isActive: false }), 'inactive')
  t.equal(testable({ ...form, workBits: 16 }), 'script')
  t.equal(testable({ ...form, captcha: 'hcaptcha' }), 'script')
  t.equal(testable({ ...form, vendor: 'tilda', workBits: 16 }), 'yes', 'servers do no work')
})

t.test('what was left empty is not sent', async (t) => {
  t.same(filled({ name: 'Анна', phone: ' ' }), { name: 'Анна' })
})
