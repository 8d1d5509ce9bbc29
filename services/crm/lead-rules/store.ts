import type { LeadRule, LeadRuleSettings } from '../../../contracts/lead-rule.ts'
import type { Db } from '../transaction.ts'

const SELECT = 'select lead_rule_json(r) as rule from lead_rule r'

/** In the order in which they are tried. */
export async function listRules(db: Db): Promise<LeadRule[]> {
  const { rows } = await db.query<{ rule: LeadRule }>({
    name: 'list-lead-rules',
    text: `${SELECT} order by place, id`
  })
  return rows.map(({ rule }) => rule)
}

export async function findRule(db: Db, id: string): Promise<LeadRule | undefined> {
  const { rows } = await db.query<{ rule: LeadRule }>(`${SELECT} where id = $1`, [id])
  return rows[0]?.rule
}

/** Lets nobody else change the rules until the end of the transaction. */
export async function holdRules(db: Db): Promise<void> {
  await db.query('lock table lead_rule in share row exclusive mode')
}

/** After all others. */
export async function insertRule(db: Db, id: string, settings: LeadRuleSettings): Promise<void> {
  await db.query(
    'insert into lead_rule (id, place, settings) select $1, coalesce(max(place), 0) + 1, $2 from lead_rule',
    [id, JSON.stringify(settings)]
  )
}

export async function writeRule(db: Db, id: string, settings: LeadRuleSettings): Promise<void> {
  await db.query(
    `update lead_rule set settings = $2, version = version + 1, updated_at = date_trunc('milliseconds', now())
     where id = $1`,
    [id, JSON.stringify(settings)]
  )
}

export async function deleteRule(db: Db, id: string): Promise<boolean> {
  const { rowCount } = await db.query('delete from lead_rule where id = $1', [id])
  return rowCount === 1
}

export async function orderRules(db: Db, ids: readonly string[]): Promise<void> {
  await db.query(
    `update lead_rule r set place = x.place from unnest($1::uuid[]) with ordinality as x(id, place) where r.id = x.id`,
    [ids]
  )
}
