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

-- Somebody new, with the numbers and addresses that nobody has. What they did before without a name is theirs from now on;
-- answers those interactions.
create function make_contact(p_id uuid, p_who jsonb) returns uuid[] language plpgsql as $$
declare
  claimed uuid[] := '{}';
  one text;
begin
  insert into contact (id, root_id, display_name, search, name_key, created_at, updated_at)
    values (p_id, p_id, p_who ->> 'displayName', p_who ->> 'search', p_who ->> 'nameKey', uuid_time(p_id), uuid_time(p_id));
  insert into contact_phone (contact_id, place, number, raw)
    select p_id, place, p ->> 'number', p ->> 'raw' from jsonb_array_elements(p_who -> 'phones') with ordinality x(p, place);
  insert into contact_email (contact_id, place, address, key)
    select p_id, place, e, e from jsonb_array_elements_text(p_who -> 'emails') with ordinality x(e, place);
  perform refresh_contact_document(p_id);
  for one in select p ->> 'number' from jsonb_array_elements(p_who -> 'phones') p loop
    with theirs as (
      select i.id from interaction i
        where i.remote_address = one and i.contact_id is null and i.contact_by is null
          and (i.state <> 'ended' or i.started_at > now() - interval '90 days')
        order by i.started_at desc limit 100),
    given as (
      update interaction i set contact_id = p_id, contact_by = 'number', version = i.version + 1 from theirs
        where i.id = theirs.id returning i.id)
    select claimed || coalesce(array_agg(id), '{}') into claimed from given;
  end loop;
  return claimed;
end $$;

-- Makes a lead of a form, or puts what is new into the one that there is; its first touch stays.
create function write_lead(
  p_id uuid, p_form form, p_sent jsonb, p_at timestamptz, p_contact uuid, p_interaction uuid, p_state text, p_is_another boolean
) returns void language plpgsql as $$
declare
  first_seen jsonb := nullif(p_sent #> '{touch,first}', 'null');
  last_seen jsonb := nullif(p_sent #> '{touch,last}', 'null');
begin
  insert into lead as l (id, form_id, form_key, form_name, line, source, contact_id, state, name, phone, email, text, search,
      first_touch, last_touch, visit, page, interaction_id, spam, created_at, last_at)
    values (p_id, p_form.id, p_sent ->> 'form', coalesce(p_form.settings ->> 'name', p_sent ->> 'form'),
      coalesce(p_form.settings ->> 'line', p_sent ->> 'form'),
      coalesce(last_seen ->> 'utmSource', p_form.settings ->> 'source'), p_contact, p_state, p_sent ->> 'name',
      p_sent ->> 'phone', p_sent ->> 'email', p_sent ->> 'text', p_sent ->> 'leadSearch', coalesce(first_seen, last_seen),
      last_seen, p_sent ->> 'visit', p_sent ->> 'page', p_interaction,
      array(select jsonb_array_elements_text(p_sent -> 'spam')), p_at, p_at)
    on conflict (id) do update set
      contact_id = coalesce(l.contact_id, excluded.contact_id),
      interaction_id = coalesce(excluded.interaction_id, l.interaction_id),
      name = coalesce(excluded.name, l.name), phone = coalesce(l.phone, excluded.phone),
      email = coalesce(l.email, excluded.email),
      text = case when excluded.text <> '' then excluded.text else l.text end,
      search = left(case when p_is_another then excluded.search || ' ' || l.search else excluded.search end, 4000),
      first_touch = coalesce(l.first_touch, excluded.first_touch),
      last_touch = coalesce(excluded.last_touch, l.last_touch), source = coalesce(l.source, excluded.source),
      submissions = l.submissions + case when p_is_another then 1 else 0 end,
      last_at = greatest(l.last_at, excluded.last_at), visit = coalesce(excluded.visit, l.visit),
      page = coalesce(excluded.page, l.page), version = l.version + 1;
end $$;

-- Takes one form that was sent, in one statement and one transaction: into the history, to its contact, who is made when
-- nobody knows them, and to a lead, the open one of the same person or a new one. Answers what was appended to the event
-- stream: nothing when it was old news, or is kept aside.
create function apply_form(
  p_subject text, p_interaction uuid, p_lead uuid, p_contact uuid, p_message jsonb, p_remote text, p_kind text,
  p_line_name text, p_mentions jsonb, p_sent jsonb, p_raw jsonb, p_is_chosen boolean
) returns setof feed language plpgsql as $$
declare
  noted record;
  who record;
  of_form form;
  at timestamptz := (p_message ->> 'startedAt')::timestamptz;
  record_found uuid;
  open_found uuid;
  lead_now uuid;
  interaction_of uuid;
  claimed uuid[] := '{}';
begin
  select * into noted from note_submission(p_subject, (p_message ->> 'version')::bigint, p_sent ->> 'content', p_lead,
    p_sent ->> 'form', at, p_sent -> 'data', p_raw, p_sent ->> 'before');
  if noted.lead is null then
    return;
  end if;
  select * into of_form from form where key = p_sent ->> 'form';
  if jsonb_array_length(p_sent -> 'spam') > 0 then
    if noted.is_new then
      perform write_lead(noted.lead, of_form, p_sent, at, null, null, 'spam', false);
    end if;
    return;
  end if;

  select * into who from identify(array(select p ->> 'number' from jsonb_array_elements(p_sent -> 'phones') p),
    array(select jsonb_array_elements_text(p_sent -> 'emails')));
  record_found := who.record_id;
  if who.is_unknown then
    record_found := p_contact;
    claimed := make_contact(p_contact, p_sent);
  end if;
  if noted.is_new and not p_is_chosen then
    open_found := open_lead(record_found, p_sent #>> '{phones,0,number}', p_sent #>> '{emails,0}',
      coalesce((of_form.settings ->> 'joinDays')::int, 30));
  end if;
  lead_now := coalesce(open_found, noted.lead);
  select s.interaction_id into interaction_of from interaction_subject s where s.subject = p_subject;
  interaction_of := coalesce(interaction_of, p_interaction);
  perform write_lead(lead_now, of_form, p_sent, at, record_found, interaction_of, 'new', noted.is_new);
  update submission set lead_id = lead_now, interaction_id = interaction_of where subject = p_subject;
  if noted.is_new then
    insert into file (id, interaction_id, name, type, size, sha256, at)
      select (f ->> 'id')::uuid, interaction_of, f ->> 'name', f ->> 'type', (f ->> 'size')::bigint, f ->> 'sha256', at
      from jsonb_array_elements(p_sent -> 'files') f;
  end if;

  -- From here on others wait for the event stream.
  return query select * from apply_message(p_subject, interaction_of, p_message, coalesce(who.value, p_remote),
    coalesce(who.kind, p_kind), coalesce(p_line_name, of_form.settings ->> 'name', p_sent ->> 'form'), p_mentions);
  if who.is_unknown then
    return query select f.* from contact c, append_feed('contact', contact_json(c)) f where c.id = p_contact;
    return query select * from append_interactions(claimed);
  end if;
  return query select f.* from lead l, append_feed('lead', lead_json(l)) f where l.id = lead_now;
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
