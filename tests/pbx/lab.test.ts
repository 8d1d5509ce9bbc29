import t from 'tap'
import { asteriskLauncher, startPbx } from './asterisk.ts'
import { startPhone } from './phone.ts'
import { customerCalls, customerWaits } from './sipp.ts'

const skip = asteriskLauncher ? false : 'no Asterisk here: see the first lines of `npm test`'

t.test('the lab itself: a customer calls a phone, a phone calls a customer', { skip }, async (t) => {
  const pbx = await startPbx(t)
  const anna = await startPhone(t, pbx, '101')
  const inbound = await customerCalls(t, pbx, { to: '5550300', from: '84951234567', steps: ['answered', 'await-bye'] })
  await anna.answer()
  await anna.said('CALL_ESTABLISHED')
  await anna.hangUp()
  t.equal(await inbound.done, 0)
  const callee = await customerWaits(t, pbx, ['ring', 200, 'answer', 'await-bye'])
  await anna.dial('984957654321')
  await anna.said('CALL_ESTABLISHED')
  await anna.hangUp()
  t.equal(await callee.done, 0)
})

t.test('the lab itself: a customer gives up, a customer is busy', { skip }, async (t) => {
  const pbx = await startPbx(t)
  const anna = await startPhone(t, pbx, '101')
  const inbound = await customerCalls(t, pbx, { to: '5550300', from: '84951234567', steps: ['ringing', 500, 'cancel'] })
  await anna.said('CALL_INCOMING')
  t.equal(await inbound.done, 0)
  await anna.said('CALL_CLOSED')
  const callee = await customerWaits(t, pbx, ['busy'])
  await anna.dial('984957654321')
  await anna.said('CALL_CLOSED')
  t.equal(await callee.done, 0)
})
