import t from 'tap'
import type { Task } from '../../contracts/task.ts'
import { until } from '../until.ts'
import { chromiumPath, says } from './browser.ts'
import { openPeople } from './people.ts'

const skip = chromiumPath ? false : 'no Chromium here: see the first lines of `npm test`'

t.test('a task is made on the card, reminds at its time, and is done', { skip }, async (t) => {
  const people = await openPeople(t)
  const contact = await people.contact({ displayName: 'Ольга Петрова', phones: [{ number: '+74951234567' }] })
  const { page, complaints, id: anna } = await people.desk('anna', '101')
  await page.goto(`${people.hub.url}/contacts/${contact.id}`)
  await page.getByTestId('contact-task').click()
  await page.getByTestId('task-title').fill('Перезвонить о счёте')
  await page.getByRole('button', { name: 'Завтра в 10:00' }).click()
  await page.getByTestId('task-save').click()
  const row = page.getByTestId('task-row').filter({ hasText: 'Перезвонить о счёте' })
  await row.waitFor()
  const { body } = await people.hub.api<{ items: Task[] }>('GET', `/tasks?contact=${contact.id}`)
  const task = body.items[0]
  t.match(task, { kind: 'callback', assignee: { id: anna }, contact: { id: contact.id } })
  t.equal(task?.remindAt, task?.dueAt)

  await people.hub.api('PATCH', `/tasks/${task?.id}`, { remindAt: new Date(Date.now() + 300).toISOString() })
  const reminder = page.getByTestId('reminder')
  await reminder.waitFor()
  t.equal(await reminder.count(), 1)
  await says(reminder, /Перезвонить о счёте[\s\S]*Ольга Петрова/)
  await reminder.getByTestId('reminder-done').click()
  await reminder.waitFor({ state: 'detached' })
  await page.getByText('Открытых задач нет.').waitFor()

  await page.goto(`${people.hub.url}/tasks?view=done`)
  await row.waitFor()
  t.equal(await row.getAttribute('data-state'), 'done')
  await row.getByTestId('task-done').click()
  await row.waitFor({ state: 'detached' }) // it is open again
  await page.goto(`${people.hub.url}/tasks?view=mine`)
  await row.waitFor()
  t.same(complaints, [])
})

t.test('a task that is late is counted in the header until it is ticked off', { skip }, async (t) => {
  const people = await openPeople(t)
  const { page, id } = await people.desk('anna', '101')
  await people.hub.api('POST', '/tasks', {
    kind: 'task',
    title: 'Сверить цены',
    assigneeId: id,
    dueAt: new Date(Date.now() - 3_600_000).toISOString()
  })
  await page.getByTestId('overdue-count').waitFor()
  await page.goto(`${people.hub.url}/tasks?view=overdue`)
  await page.getByTestId('task-done').click()
  await page.getByTestId('overdue-count').waitFor({ state: 'detached' })
  await until(async () => (await page.getByTestId('task-row').count()) === 0)
  t.pass('the list is empty again')
})
