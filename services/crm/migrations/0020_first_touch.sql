-- How each record first came to us: its earliest interaction that says where it is from. A contact's is the earliest of its
-- records, so a merge and its undo need not touch it.
create table contact_touch (
  contact_id uuid primary key references contact on delete cascade,
  interaction_id uuid not null,
  at timestamptz not null,
  channel text not null,
  source text,
  touch jsonb
) with (fillfactor = 80);

create index interaction_touch on interaction (contact_id, started_at, id)
  where attribution is not null and contact_id is not null;

-- An interaction that says where it is from has come to its record: it may be the first.
create function touched_by(i interaction) returns void language plpgsql as $$
begin
  insert into contact_touch as t (contact_id, interaction_id, at, channel, source, touch)
    values (i.contact_id, i.id, i.started_at, i.channel,
      coalesce(i.attribution #>> '{touch,first,utmSource}', i.attribution ->> 'source'),
      coalesce(nullif(i.attribution #> '{touch,first}', 'null'), nullif(i.attribution #> '{touch,last}', 'null')))
    on conflict (contact_id) do update set interaction_id = excluded.interaction_id, at = excluded.at,
      channel = excluded.channel, source = excluded.source, touch = excluded.touch
      where (excluded.at, excluded.interaction_id) < (t.at, t.interaction_id);
end $$;

-- The first may have gone, or say something else: it is looked for anew.
create function touched_first(p_contact uuid) returns void language plpgsql
set plan_cache_mode = force_generic_plan as $$
declare
  earliest interaction;
begin
  -- First of all: whoever writes it at the same time is waited for, and seen.
  delete from contact_touch where contact_id = p_contact;
  select i.* into earliest from interaction i where i.contact_id = p_contact and i.attribution is not null
    order by i.started_at, i.id limit 1;
  if earliest.id is not null then
    perform touched_by(earliest);
  end if;
end $$;

create function note_touch() returns trigger language plpgsql as $$
declare
  before uuid;
  after uuid;
begin
  if tg_op <> 'INSERT' then
    before := case when old.attribution is not null then old.contact_id end;
  end if;
  if tg_op <> 'DELETE' then
    after := case when new.attribution is not null then new.contact_id end;
  end if;
  if before is not null then
    perform touched_first(before);
  end if;
  if after is not null and after is distinct from before then
    perform touched_by(new);
  end if;
  return null;
end $$;
create trigger interaction_touch_first after insert on interaction for each row
  when (new.attribution is not null and new.contact_id is not null) execute function note_touch();
create trigger interaction_touch_again after update on interaction for each row
  when ((new.attribution is not null or old.attribution is not null) and (new.contact_id is distinct from old.contact_id
    or new.started_at <> old.started_at or new.attribution is distinct from old.attribution))
  execute function note_touch();
create trigger interaction_touch_gone after delete on interaction for each row
  when (old.attribution is not null and old.contact_id is not null) execute function note_touch();

select touched_first(id) from (
  select distinct contact_id as id from interaction where attribution is not null and contact_id is not null) x;

create function first_touch_json(p_records uuid[]) returns jsonb language sql stable
return (select jsonb_build_object('at', iso(t.at), 'channel', t.channel, 'interaction', interaction_now(t.interaction_id),
    'source', t.source, 'touch', t.touch)
  from contact_touch t where t.contact_id = any(p_records) order by t.at, t.interaction_id limit 1);

-- The shape of contracts/contact.ts. Each candidate and each line of a list is one.
create or replace function contact_json(c contact) returns jsonb language plpgsql stable as $$
declare
  records uuid[] := contact_records(c.id);
begin
  -- Most contacts are one record: nothing is to be told apart.
  if cardinality(records) = 1 then
    return jsonb_build_object(
      'id', c.id, 'displayName', c.display_name, 'note', c.note,
      'account', case when c.account_id is null then c.account
        else coalesce((select a.name from account a where a.id = c.account_id), c.account) end,
      'accountId', c.account_id,
      'owner', case when c.owner_id is not null then user_brief(c.owner_id) end,
      'team', case when c.team_id is not null then team_brief(c.team_id) end,
      'phones', coalesce((select jsonb_agg(jsonb_build_object('number', number, 'raw', raw, 'label', label) order by place)
          from (select distinct on (number) * from contact_phone where contact_id = c.id order by number, place) x), '[]'),
      'emails', coalesce((select jsonb_agg(jsonb_build_object('address', address, 'label', label) order by place)
          from (select distinct on (key) * from contact_email where contact_id = c.id order by key, place) x), '[]'),
      'messengers', coalesce((select jsonb_agg(jsonb_build_object('kind', kind, 'address', address, 'label', label)
          order by place) from (select distinct on (kind, key) * from contact_messenger where contact_id = c.id
          order by kind, key, place) x), '[]'),
      'addresses', coalesce((select jsonb_agg(jsonb_build_object('text', text, 'label', label) order by place)
          from contact_address where contact_id = c.id), '[]'),
      'keys', coalesce((select jsonb_agg(jsonb_build_object('system', system, 'value', value) order by system, value)
          from contact_key where contact_id = c.id), '[]'),
      'tags', case when c.tags = '{}' then '[]' else (select jsonb_agg(t order by t collate "C")
          from (select distinct unnest(c.tags) as t) x) end,
      'fields', c.fields,
      'consents', coalesce((select jsonb_agg(jsonb_build_object('purpose', k.purpose, 'given', k.given, 'at', iso(k.at),
          'source', k.source) order by k.purpose) from contact_consents(records) k), '[]'),
      'firstTouch', first_touch_json(records),
      'createdAt', iso(c.created_at), 'updatedAt', iso(c.updated_at), 'version', c.version)
      || case when c.root_id <> c.id then jsonb_build_object('mergedInto', c.root_id) else '{}' end;
  end if;
  return jsonb_build_object(
    'id', c.id, 'displayName', c.display_name, 'note', c.note,
    'account', coalesce((select a.name from account a where a.id = c.account_id), c.account),
    'accountId', c.account_id, 'owner', user_brief(c.owner_id), 'team', team_brief(c.team_id),
    'phones', (select coalesce(jsonb_agg(p order by first), '[]') from (
        select jsonb_build_object('number', p.number, 'raw', (array_agg(p.raw order by at, p.place))[1],
          'label', (array_agg(p.label order by at, p.place))[1]) as p, min((at, p.place)) as first
        from unnest(records) with ordinality r (record, at) join contact_phone p on p.contact_id = r.record
        group by p.number) x),
    'emails', (select coalesce(jsonb_agg(e order by first), '[]') from (
        select jsonb_build_object('address', (array_agg(e.address order by at, e.place))[1],
          'label', (array_agg(e.label order by at, e.place))[1]) as e, min((at, e.place)) as first
        from unnest(records) with ordinality r (record, at) join contact_email e on e.contact_id = r.record
        group by e.key) x),
    'messengers', (select coalesce(jsonb_agg(m order by first), '[]') from (
        select jsonb_build_object('kind', m.kind, 'address', (array_agg(m.address order by at, m.place))[1],
          'label', (array_agg(m.label order by at, m.place))[1]) as m, min((at, m.place)) as first
        from unnest(records) with ordinality r (record, at) join contact_messenger m on m.contact_id = r.record
        group by m.kind, m.key) x),
    'addresses', (select coalesce(jsonb_agg(jsonb_build_object('text', a.text, 'label', a.label) order by at, a.place), '[]')
        from unnest(records) with ordinality r (record, at) join contact_address a on a.contact_id = r.record),
    'keys', (select coalesce(jsonb_agg(jsonb_build_object('system', k.system, 'value', k.value) order by k.system, k.value), '[]')
        from contact_key k where k.contact_id = any(records)),
    'tags', (select coalesce(jsonb_agg(t order by t collate "C"), '[]') from (
        select distinct t from contact m, unnest(m.tags) t where m.id = any(records)) x),
    'fields', c.fields,
    'consents', (select coalesce(jsonb_agg(jsonb_build_object('purpose', k.purpose, 'given', k.given, 'at', iso(k.at),
        'source', k.source) order by k.purpose), '[]') from contact_consents(records) k),
    'firstTouch', first_touch_json(records),
    'createdAt', iso(c.created_at), 'updatedAt', iso(c.updated_at), 'version', c.version)
    || case when c.root_id <> c.id then jsonb_build_object('mergedInto', c.root_id) else '{}' end;
end $$;
