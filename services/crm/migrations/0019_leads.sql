-- What may stand in the event stream is said by contracts/feed.ts.
alter table feed drop constraint feed_type_check;

-- Forms of web sites and advertisement networks. `settings` is what contracts/form.ts names; `secrets` are never answered.
create table form (
  id uuid primary key,
  key text not null unique,
  settings jsonb not null,
  secrets jsonb not null default '{}',
  created_at timestamptz not null default date_trunc('milliseconds', now()),
  updated_at timestamptz not null default date_trunc('milliseconds', now()),
  version bigint not null default 1
);

-- Grows with every change of any form: what adapters are told by. Its row is the lock of those who change forms.
create table form_revision (one boolean primary key default true check (one), version bigint not null);
insert into form_revision (version) values (1);

create function form_json(f form) returns jsonb language sql stable
return jsonb_build_object('id', f.id, 'key', f.key) || f.settings || jsonb_build_object(
  'secretsSet', (select coalesce(jsonb_agg(name order by name), '[]') from jsonb_object_keys(f.secrets) name),
  'createdAt', iso(f.created_at), 'updatedAt', iso(f.updated_at), 'version', f.version);

-- Somebody who wants something of us: one entry, however often they sent a form.
create table lead (
  id uuid primary key,
  form_id uuid references form on delete set null,
  form_key text not null,
  form_name text not null,
  line text,
  source text,
  contact_id uuid references contact on delete set null,
  state text not null check (state in ('new', 'taken', 'won', 'lost', 'spam')),
  owner_id uuid references app_user on delete set null,
  team_id uuid references team on delete set null,
  name text,
  -- As they are compared.
  phone text,
  email text,
  text text not null,
  first_touch jsonb,
  last_touch jsonb,
  visit text,
  page text,
  -- The last submission in the history; null: it is kept aside.
  interaction_id uuid,
  submissions int not null default 1,
  spam text[] not null default '{}',
  -- What `q` looks for: folded by the code.
  search text not null,
  created_at timestamptz not null,
  last_at timestamptz not null,
  taken_at timestamptz,
  first_touch_at timestamptz,
  closed_at timestamptz,
  version bigint not null default 1
);
-- Lists are in the order of the ids, which are made of the time.
create index lead_state on lead (state, id);
create index lead_form on lead (form_id, id);
create index lead_owner on lead (owner_id, id) where owner_id is not null;
create index lead_contact on lead (contact_id, id) where contact_id is not null;
create index lead_source on lead (source, id) where source is not null;
create index lead_search on lead using gin (search gin_trgm_ops);
create index lead_open_phone on lead (phone) where state in ('new', 'taken') and contact_id is null;
create index lead_open_email on lead (email) where state in ('new', 'taken') and contact_id is null;

create function lead_json(l lead) returns jsonb language sql stable
return jsonb_build_object(
  'id', l.id, 'form', jsonb_build_object('id', l.form_id, 'key', l.form_key, 'name', l.form_name),
  'line', l.line, 'source', l.source, 'contact', contact_brief(l.contact_id), 'state', l.state,
  'owner', user_brief(l.owner_id), 'team', team_brief(l.team_id),
  'name', l.name, 'phone', l.phone, 'email', l.email, 'text', left(l.text, 2000),
  'touch', jsonb_build_object('first', l.first_touch, 'last', l.last_touch), 'visit', l.visit, 'page', l.page,
  'interaction', interaction_now(l.interaction_id), 'submissions', l.submissions, 'spam', to_jsonb(l.spam),
  'createdAt', iso(l.created_at), 'lastAt', iso(l.last_at), 'takenAt', iso(l.taken_at),
  'firstTouchAt', iso(l.first_touch_at), 'closedAt', iso(l.closed_at), 'version', l.version);

-- Every form that was sent, under the key of its event's subject. The row is the lock: the same event waits here for itself.
create table submission (
  subject text primary key,
  version bigint not null,
  -- Of all that was said: the same again is no news.
  content text not null,
  lead_id uuid not null,
  interaction_id uuid,
  form_key text not null,
  at timestamptz not null,
  -- The message as its event had it, without what came raw.
  data jsonb not null,
  raw jsonb
);
create index submission_lead on submission (lead_id, at);
create index submission_form on submission (form_key, at desc);
create index submission_raw on submission (at) where raw is not null;

-- Which of the numbers and addresses says who it is; none: they are unknown, or several have them.
create function identify(p_phones text[], p_emails text[])
returns table (kind text, value text, record_id uuid, is_unknown boolean) language plpgsql as $$
declare
  one record;
  found_record uuid;
  holders int := 0;
begin
  -- One person at a time: of two forms of somebody new, the second finds whom the first made.
  perform pg_advisory_xact_lock(key) from (
    select distinct hashtextextended('person ' || v, 0) as key from unnest(p_phones || p_emails) v order by 1) keys;
  for one in
    select 'phone' as kind, v as value from unnest(p_phones) v
    union all select 'email', v from unnest(p_emails) v
  loop
    found_record := only_record(one.kind, one.value);
    if found_record is not null then
      return query select one.kind, one.value, found_record, false;
      return;
    end if;
    holders := holders + (
      select count(*) from (
        select contact_id from contact_phone where one.kind = 'phone' and number = one.value
        union all select contact_id from contact_email where one.kind = 'email' and key = one.value) h
      join contact c on c.id = h.contact_id
      where c.root_id <> all(array(select v.root from verdicts(one.kind, one.value) v where v.verdict = 'is-not')));
  end loop;
  return query select null::text, null::text, null::uuid, holders = 0 and cardinality(p_phones || p_emails) > 0;
end $$;

-- Notes a submission. Nothing comes back when it is old news: the event was taken before, or the same was said a moment ago.
create function note_submission(
  p_subject text, p_version bigint, p_content text, p_lead uuid, p_form_key text, p_at timestamptz, p_data jsonb,
  p_raw jsonb, p_before text
) returns table (lead uuid, is_new boolean) language plpgsql as $$
begin
  if p_before is not null and exists (
      select from submission s where s.subject = p_before and s.at > p_at - interval '10 minutes'
        and s.at <= p_at) then
    return;
  end if;
  return query
    insert into submission as s (subject, version, content, lead_id, form_key, at, data, raw)
      values (p_subject, p_version, p_content, p_lead, p_form_key, p_at, p_data, p_raw)
      on conflict (subject) do update set version = excluded.version, content = excluded.content, data = excluded.data,
        raw = excluded.raw
        where s.version < excluded.version and s.content <> excluded.content
      returning s.lead_id, s.xmax = 0;
end $$;

-- The open lead of whom the form is from, which takes up what they send again.
create function open_lead(p_contact uuid, p_phone text, p_email text, p_join_days int) returns uuid language plpgsql as $$
declare
  found_id uuid;
begin
  if p_contact is not null then
    select id into found_id from lead
      where contact_id = any(array(select unnest(contact_records(root_id)) from contact where id = p_contact))
        and state in ('new', 'taken') and created_at > now() - make_interval(days => p_join_days)
      order by id desc limit 1 for update;
  else
    select id into found_id from lead
      where contact_id is null and state in ('new', 'taken') and (phone = p_phone or email = p_email)
        and created_at > now() - make_interval(days => p_join_days)
      order by id desc limit 1 for update;
  end if;
  return found_id;
end $$;

-- It is spam after all. What people wrote into the history stays there; what is only what was sent goes.
create function put_aside(p_lead uuid) returns void language plpgsql as $$
declare
  ids uuid[] := array(select i.id from submission s join interaction i on i.id = interaction_now(s.interaction_id)
    where s.lead_id = p_lead and i.note is null and i.disposition is null);
begin
  delete from evidence where interaction_id = any(ids) and verdict = 'mentioned';
  delete from interaction_subject where interaction_id = any(ids);
  delete from interaction_user where interaction_id = any(ids);
  delete from file where interaction_id = any(ids);
  delete from interaction where id = any(ids);
  update submission set interaction_id = null where lead_id = p_lead;
  update lead set state = 'spam', spam = '{person}', interaction_id = null, version = version + 1,
    last_at = date_trunc('milliseconds', now()) where id = p_lead;
end $$;
