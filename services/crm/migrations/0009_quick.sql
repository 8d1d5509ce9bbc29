-- When somebody last spoke with a record: for the candidates, who are asked for while it rings.
create table contact_spoke (
  contact_id uuid primary key references contact on delete cascade,
  at timestamptz not null
) with (fillfactor = 80);
insert into contact_spoke
  select contact_id, max(started_at) from interaction
  where contact_id is not null and outcome = 'answered' group by contact_id;

create function spoke_again(p_contact uuid) returns void language plpgsql as $$
declare
  last timestamptz := (select started_at from interaction
    where contact_id = p_contact and outcome = 'answered' order by started_at desc limit 1);
begin
  if last is null then
    delete from contact_spoke where contact_id = p_contact;
  else
    insert into contact_spoke values (p_contact, last) on conflict (contact_id) do update set at = excluded.at;
  end if;
end $$;

create function note_spoke() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    if old.contact_id is not null and old.outcome = 'answered' and (tg_op = 'DELETE'
      or (old.contact_id, old.outcome, old.started_at) is distinct from (new.contact_id, new.outcome, new.started_at)) then
      perform spoke_again(old.contact_id);
    end if;
  end if;
  if tg_op <> 'DELETE' then
    if new.contact_id is not null and new.outcome = 'answered' then
      insert into contact_spoke as s values (new.contact_id, new.started_at)
        on conflict (contact_id) do update set at = excluded.at where s.at < excluded.at;
    end if;
  end if;
  return null;
end $$;
create trigger interaction_spoke_first after insert on interaction for each row
  when (new.outcome = 'answered' and new.contact_id is not null) execute function note_spoke();
create trigger interaction_spoke after update on interaction for each row
  when ((old.outcome = 'answered' or new.outcome = 'answered') and
    (old.contact_id, old.outcome, old.started_at) is distinct from (new.contact_id, new.outcome, new.started_at))
  execute function note_spoke();
create trigger interaction_spoke_gone after delete on interaction for each row
  when (old.outcome = 'answered') execute function note_spoke();

-- What came of it, beside whose it is: "mine, missed" reads one index.
alter table interaction_user add outcome text;
update interaction_user u set outcome = i.outcome from interaction i where i.id = u.interaction_id;
create index interaction_user_outcome on interaction_user (user_id, outcome, started_at desc, interaction_id desc)
  where outcome <> 'answered';

create function outcome_of_user() returns trigger language plpgsql as $$
begin
  new.outcome := (select outcome from interaction where id = new.interaction_id);
  return new;
end $$;
create trigger interaction_user_written before insert on interaction_user for each row
  execute function outcome_of_user();

create function outcome_to_users() returns trigger language plpgsql as $$
begin
  update interaction_user set outcome = new.outcome where interaction_id = new.id;
  return null;
end $$;
create trigger interaction_outcome_told after update on interaction for each row
  when (old.outcome is distinct from new.outcome) execute function outcome_to_users();

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
    'createdAt', iso(c.created_at), 'updatedAt', iso(c.updated_at), 'version', c.version)
    || case when c.root_id <> c.id then jsonb_build_object('mergedInto', c.root_id) else '{}' end;
end $$;
