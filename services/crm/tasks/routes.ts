import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { HubError } from '../../../contracts/errors.ts'
import { page } from '../../../contracts/rest.ts'
import { NewTask, Task, TaskPatch } from '../../../contracts/task.ts'
import { type Asker, askerOf } from '../auth/asker.ts'
import { personOf, teamsOf, timeZoneOf } from '../concern.ts'
import { CursorText, cut, DEFAULT_LIMIT, decodePlace, IdParams, Limit } from '../paging.ts'
import type { Db } from '../transaction.ts'
import { sightOf } from '../visibility.ts'
import { changeTask, createTask, type TaskDeps } from './service.ts'
import { findSeenTask, listTasks, type TaskFilter } from './store.ts'

const tags = ['tasks']
const Id = Type.String({ format: 'uuid' })
const ListQuery = Type.Object(
  {
    assignee: Type.Optional(Type.Union([Type.Literal('me'), Type.Literal('none'), Id])),
    team: Type.Optional(Type.Union([Type.Literal('mine'), Id])),
    state: Type.Optional(Type.Enum(['open', 'done', 'overdue'], { type: 'string', description: '`open` by default' })),
    due: Type.Optional(Type.Literal('today')),
    timeZone: Type.Optional(Type.String({ maxLength: 64, description: "that of 'today'; the hub's by default" })),
    contact: Type.Optional(Id),
    interaction: Type.Optional(Id),
    cursor: CursorText,
    limit: Limit
  },
  { additionalProperties: false }
)

export const taskRoutes: FastifyPluginAsyncTypebox<TaskDeps> = async (app, deps) => {
  const { db } = deps

  app.get(
    '/tasks',
    {
      schema: {
        summary: 'Tasks and callbacks: open ones by when they are due, those done newest first',
        tags,
        querystring: ListQuery,
        response: { 200: page(Task) }
      }
    },
    async (request) => {
      const { cursor, limit = DEFAULT_LIMIT, ...query } = request.query
      const filter = await filterOf(db, query, askerOf(request))
      const after = cursor === undefined ? undefined : decodePlace(cursor)
      return cut(await listTasks(db, filter, after, limit + 1), limit, ({ id, dueAt, doneAt }) => ({
        at: doneAt ?? dueAt,
        id
      }))
    }
  )

  app.post(
    '/tasks',
    { schema: { summary: 'Add a task or a callback', tags, body: NewTask, response: { 201: Task } } },
    async (request, reply) => {
      const task = await createTask(deps, request.body, askerOf(request).user?.id ?? null)
      return reply.code(201).header('location', `/api/v1/tasks/${task.id}`).send(task)
    }
  )

  app.get(
    '/tasks/:id',
    { schema: { summary: 'One task', tags, params: IdParams, response: { 200: Task } } },
    async (request) => {
      const task = await findSeenTask(db, sightOf(askerOf(request)), request.params.id)
      if (!task) throw new HubError('not-found', 'no such task')
      return task
    }
  )

  app.patch(
    '/tasks/:id',
    {
      schema: {
        summary: 'Change a task, hand it on, say that it is done; another remindAt reminds anew',
        tags,
        params: IdParams,
        body: TaskPatch,
        response: { 200: Task }
      }
    },
    async (request) => changeTask(deps, request.params.id, request.body, sightOf(askerOf(request)))
  )
}

type Query = Omit<Static<typeof ListQuery>, 'cursor' | 'limit'>

async function filterOf(db: Db, query: Query, asker: Asker): Promise<TaskFilter> {
  const { state = 'open', assignee, team, due, timeZone, ...rest } = query
  return {
    ...rest,
    state,
    sight: sightOf(asker),
    ...(assignee === undefined ? {} : { assignee: personOf('assignee', assignee, asker) }),
    ...(team === undefined ? {} : { teams: await teamsOf(db, team, asker) }),
    ...(due === undefined ? {} : { dueOnDayOf: timeZoneOf(timeZone) })
  }
}
