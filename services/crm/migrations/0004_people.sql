-- Teams of users: they own contacts, tasks and missed calls together.
create table team (
  id uuid primary key,
  name text not null,
  created_at timestamptz not null default now()
);
create unique index team_name on team (lower(name));

create table team_member (
  team_id uuid not null references team on delete cascade,
  user_id uuid not null references app_user on delete cascade,
  primary key (team_id, user_id)
);
create index team_member_user on team_member (user_id, team_id);

-- Organisations. A branch is an account with a parent.
create table account (
  id uuid primary key,
  name text not null,
  parent_id uuid references account,
  tax_id text,
  note text,
  search text not null default '',
  version bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (parent_id <> id)
);
create index account_parent on account (parent_id) where parent_id is not null;

-- Numbers, domains and addresses that belong to the organisation, not to one of its people.
create table account_phone (
  account_id uuid not null references account on delete cascade,
  place int not null,
  number text not null,
  raw text not null,
  label text,
  primary key (account_id, place)
);
create index account_phone_number on account_phone (number text_pattern_ops, account_id);

create table account_domain (
  account_id uuid not null references account on delete cascade,
  domain text not null,
  primary key (account_id, domain)
);
create index account_domain_domain on account_domain (domain, account_id);

-- A contact is a record. Records that were found to be one person are merged by a pointer: each keeps its own rows, so
-- that a merge can be undone at any time. `root_id` is the record at the end of the pointers; what is shown is the root,
-- with the lists of all its records.
alter table contact
  add account_id uuid references account on delete set null,
  add owner_id uuid references app_user on delete set null,
  add team_id uuid references team on delete set null,
  add tags text[] not null default '{}',
  add fields jsonb not null default '{}',
  add merged_into uuid references contact,
  add root_id uuid references contact deferrable initially deferred,
  -- What the record itself says of the fields for which a merge chose the value of another record.
  add own jsonb not null default '{}',
  add check (merged_into <> id);
update contact set root_id = id;
alter table contact alter root_id set not null;
create index contact_merged on contact (root_id) where root_id <> id;
create index contact_account on contact (account_id, id) where account_id is not null;
create index contact_owner on contact (owner_id, id) where owner_id is not null;
create index contact_team on contact (team_id, id) where team_id is not null;
create index contact_tags on contact using gin (tags) where tags <> '{}';
create index contact_fields on contact using gin (fields jsonb_path_ops) where fields <> '{}';

create table contact_address (
  contact_id uuid not null references contact on delete cascade,
  place int not null,
  text text not null,
  label text,
  primary key (contact_id, place)
);

create table contact_messenger (
  contact_id uuid not null references contact on delete cascade,
  place int not null,
  kind text not null,
  address text not null,
  -- As it is compared: lower case, without @.
  key text not null,
  label text,
  primary key (contact_id, place)
);
create index contact_messenger_key on contact_messenger (kind, key, contact_id);

-- What other systems call a contact: one of them has one value for one contact, so these are strong.
create table contact_key (
  system text not null,
  value text not null,
  contact_id uuid not null references contact on delete cascade,
  primary key (system, value)
);
create index contact_key_contact on contact_key (contact_id);

-- All records of a contact, the root first.
create function contact_records(p_root uuid) returns uuid[] language sql stable parallel safe
return array[p_root] || array(select id from contact where root_id = p_root and root_id <> id order by id);

create function user_brief(p_id uuid) returns jsonb language sql stable
return (select jsonb_build_object('id', id, 'name', name) from app_user where id = p_id);

create function team_brief(p_id uuid) returns jsonb language sql stable
return (select jsonb_build_object('id', id, 'name', name) from team where id = p_id);

-- The shape of contracts/contact.ts, of a root.
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
    'tags', (select coalesce(jsonb_agg(distinct t), '[]') from contact m, unnest(m.tags) t where m.id = any(records)),
    'fields', c.fields,
    'createdAt', iso(c.created_at), 'updatedAt', iso(c.updated_at), 'version', c.version);
end $$;

-- An interaction stays with the record that it came to; what is shown is the contact that the record belongs to now.
create or replace function interaction_json(i interaction) returns jsonb language sql stable
return jsonb_build_object(
  'id', i.id, 'channel', i.channel, 'direction', i.direction, 'state', i.state, 'outcome', i.outcome,
  'reason', i.reason, 'startedAt', iso(i.started_at), 'answeredAt', iso(i.answered_at), 'endedAt', iso(i.ended_at),
  'waitSeconds', i.wait_seconds, 'talkSeconds', i.talk_seconds, 'holdSeconds', i.hold_seconds,
  'remote', jsonb_build_object('address', i.remote_address, 'raw', i.remote_raw, 'name', i.remote_name),
  'line', i.line, 'lineName', i.line_name, 'queue', i.queue,
  'contact', (select jsonb_build_object('id', root.id, 'displayName', root.display_name)
              from contact c join contact root on root.id = c.root_id where c.id = i.contact_id),
  'participants', i.participants, 'transfers', i.transfers, 'recordings', i.recordings,
  'disposition', i.disposition, 'note', i.note,
  'source', jsonb_build_object('system', i.source_system, 'instance', i.source_instance, 'ids', i.source_ids),
  'estimated', i.estimated, 'version', i.version);
