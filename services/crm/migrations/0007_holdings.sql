-- What contacts said of being called, written to, and of their data: a log, of which the newest entry holds.
create table contact_consent (
  id uuid primary key,
  contact_id uuid not null references contact on delete cascade,
  purpose text not null,
  given boolean not null,
  source text not null,
  text text,
  at timestamptz not null,
  by_id uuid references app_user on delete set null,
  recorded_at timestamptz not null default now()
);
create index contact_consent_contact on contact_consent (contact_id, purpose, at desc, id desc);

-- Fields of contacts that an administrator defined; their values are in contact.fields by key.
create table contact_field (
  id uuid primary key,
  key text not null,
  label text not null,
  type text not null check (type in ('text', 'number', 'date', 'boolean', 'choice', 'choices', 'user')),
  options text[] not null default '{}',
  required boolean not null default false,
  archived boolean not null default false,
  place int not null default 0,
  created_at timestamptz not null default now()
);
create unique index contact_field_key on contact_field (key);

-- Filters saved under a name.
create table segment (
  id uuid primary key,
  name text not null,
  shared boolean not null default false,
  kind text not null check (kind in ('contacts', 'interactions')),
  filter jsonb not null,
  owner_id uuid references app_user on delete cascade,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index segment_owner on segment (owner_id);

-- Files are kept by the hash of what is in them; here is who has them. An interaction that was absorbed by another is
-- known by its old id for ever, so that its files need not move.
create table file (
  id uuid primary key,
  contact_id uuid references contact on delete cascade,
  interaction_id uuid,
  name text not null,
  type text not null,
  size bigint not null,
  sha256 text not null,
  by_id uuid references app_user on delete set null,
  at timestamptz not null default now(),
  check ((contact_id is null) <> (interaction_id is null))
);
create index file_contact on file (contact_id, id) where contact_id is not null;
create index file_interaction on file (interaction_id, id) where interaction_id is not null;
create index file_sha256 on file (sha256);

-- What contacts are filtered by although it is spread over records and logs: `tag:<tag>`, `consent:<purpose>`,
-- `refused:<purpose>`. Only roots have marks.
alter table contact add marks text[] not null default '{}';
create index contact_marks on contact using gin (marks) where marks <> '{}';

-- What was said last for each purpose, to whichever of the records.
create function contact_consents(p_records uuid[]) returns setof contact_consent language sql stable as $$
  select distinct on (purpose) k.* from contact_consent k where contact_id = any(p_records)
  order by purpose, at desc, id desc
$$;

create function contact_marks(p_root uuid) returns text[] language sql stable
return (select coalesce(array_agg(mark order by mark collate "C"), '{}') from (
  select 'tag:' || t as mark from contact m, unnest(m.tags) t where m.id = any(contact_records(p_root))
  union
  select case when given then 'consent:' else 'refused:' end || purpose
    from contact_consents(contact_records(p_root))) x);

create function refresh_marks(p_id uuid) returns void language sql as $$
  update contact set marks = case when root_id = id then contact_marks(id) else '{}' end
  where id = p_id and marks is distinct from case when root_id = id then contact_marks(id) else '{}' end
$$;

create function mark_new_contact() returns trigger language plpgsql as $$
begin
  new.marks := (select array_agg('tag:' || t order by t collate "C") from (select distinct t from unnest(new.tags) t) x);
  return new;
end $$;
create trigger contact_marks_of_new before insert on contact
  for each row when (new.tags <> '{}' and new.root_id = new.id) execute function mark_new_contact();

create function mark_changed_contact() returns trigger language plpgsql as $$
begin
  perform refresh_marks(new.root_id);
  if old.root_id <> new.root_id then
    perform refresh_marks(old.root_id);
    perform refresh_marks(new.id);
  end if;
  return null;
end $$;
create trigger contact_marks_of_changed after update of tags, root_id on contact
  for each row when (old.tags <> new.tags or old.root_id <> new.root_id) execute function mark_changed_contact();

create function mark_consenting_contact() returns trigger language plpgsql as $$
begin
  perform refresh_marks((select root_id from contact where id = new.contact_id));
  return null;
end $$;
create trigger contact_marks_of_consent after insert on contact_consent
  for each row execute function mark_consenting_contact();

-- The shape of contracts/contact.ts: of a root with the lists of all its records, of another record with its own.
create or replace function contact_json(c contact) returns jsonb language plpgsql stable as $$
declare
  records uuid[] := contact_records(c.id);
begin
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

-- Numbers and dates of custom fields (a date as days since 1970), by which contacts are filtered between two bounds.
create table contact_measure (
  key text not null,
  value double precision not null,
  contact_id uuid not null references contact on delete cascade,
  primary key (key, contact_id)
);
create index contact_measure_value on contact_measure (key, value, contact_id);

create function measure_contact() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    delete from contact_measure where contact_id = new.id;
  end if;
  insert into contact_measure (key, value, contact_id)
    select f.key, case f.type when 'number' then (new.fields ->> f.key)::float8
      else (new.fields ->> f.key)::date - date '1970-01-01' end, new.id
    from contact_field f where f.type in ('number', 'date') and new.fields ? f.key;
  return null;
end $$;
create trigger contact_measured after insert on contact
  for each row when (new.fields <> '{}') execute function measure_contact();
create trigger contact_measured_again after update of fields on contact
  for each row when (new.fields <> old.fields) execute function measure_contact();
