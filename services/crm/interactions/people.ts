import { HubError } from '../../../contracts/errors.ts'
import type { Asker } from '../auth/asker.ts'
import type { Db } from '../transaction.ts'

interface Asked {
  readonly user: string | undefined
  readonly team: string | undefined
}

/** The users whose interactions are asked for; undefined: everybody's. Throws 'bad-input' for a key that says `me`. */
export async function usersOf(db: Db, asker: Asker, { user, team }: Asked): Promise<string[] | undefined> {
  if (user === undefined && team === undefined) return undefined
  const me = user === 'me' ? own(asker, 'user') : undefined
  const wanted = me ?? user
  if (team === undefined) return wanted === undefined ? undefined : [wanted]
  const { rows } = await db.query<{ id: string }>(
    team === 'mine'
      ? `select distinct mate.user_id as id from team_member mine join team_member mate using (team_id)
         where mine.user_id = $1`
      : 'select user_id as id from team_member where team_id = $1',
    [team === 'mine' ? own(asker, 'team') : team]
  )
  return rows.map(({ id }) => id).filter((id) => wanted === undefined || id === wanted)
}

function own({ user }: Asker, field: string): string {
  if (user) return user.id
  const message = 'a key is nobody: name whose'
  throw new HubError('bad-input', message, { extra: { errors: [{ field: `querystring:/${field}`, message }] } })
}
