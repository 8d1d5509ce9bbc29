alter table feed drop constraint feed_type_check;
alter table feed add constraint feed_type_check
  check (type in ('interaction', 'contact', 'user', 'feed-gap', 'task', 'missed-call'));

-- An id that was given out before its interaction was found to be another one.
create function interaction_now(p_id uuid) returns uuid language sql stable
return coalesce((select interaction_id from interaction_alias where id = p_id), p_id);

create function contact_brief(p_record uuid) returns jsonb language sql stable
return (select jsonb_build_object('id', root.id, 'displayName', root.display_name)
        from contact c join contact root on root.id = c.root_id where c.id = p_record);

-- What somebody is to do by a certain time.
create table task (
  id uuid primary key,
  kind text not null check (kind in ('task', 'callback')),
  title text not null,
  note text,
  contact_id uuid references contact on delete set null,
  -- Perhaps the id of one that is no more: read it with interaction_now().
  interaction_id uuid,
  assignee_id uuid references app_user on delete set null,
  team_id uuid references team on delete set null,
  due_at timestamptz not null,
  remind_at timestamptz,
  reminded_at timestamptz,
  done_at timestamptz,
  done_by uuid references app_user on delete set null,
  created_at timestamptz not null default date_trunc('milliseconds', now()),
  created_by uuid references app_user on delete set null,
  updated_at timestamptz not null default date_trunc('milliseconds', now()),
  version bigint not null default 1
);
create index task_open on task (due_at, id) where done_at is null;
create index task_done on task (done_at desc, id desc) where done_at is not null;
create index task_assignee on task (assignee_id, due_at, id) where done_at is null;
create index task_team on task (team_id, due_at, id) where done_at is null and team_id is not null;
create index task_contact on task (contact_id, created_at desc, id desc) where contact_id is not null;
create index task_reminder on task (remind_at) where remind_at is not null and reminded_at is null and done_at is null;

create function task_json(t task) returns jsonb language sql stable
return jsonb_build_object(
  'id', t.id, 'kind', t.kind, 'title', t.title, 'note', t.note,
  'state', case when t.done_at is null then 'open' else 'done' end,
  'contact', contact_brief(t.contact_id), 'interaction', interaction_now(t.interaction_id),
  'assignee', user_brief(t.assignee_id), 'team', team_brief(t.team_id),
  'dueAt', iso(t.due_at), 'overdue', t.done_at is null and t.due_at < now(),
  'remindAt', iso(t.remind_at), 'remindedAt', iso(t.reminded_at),
  'doneAt', iso(t.done_at), 'doneBy', user_brief(t.done_by),
  'createdAt', iso(t.created_at), 'createdBy', user_brief(t.created_by), 'updatedAt', iso(t.updated_at),
  'version', t.version);

-- What may have come of an interaction.
create table disposition (
  id uuid primary key,
  key text not null unique,
  name text not null,
  parent_id uuid references disposition,
  active boolean not null default true,
  place int not null default 0,
  channels text[],
  direction text check (direction in ('inbound', 'outbound', 'internal')),
  -- As the hub brought it along. Only what an administrator has set binds anybody.
  given boolean not null default false,
  check (parent_id <> id)
);
insert into disposition (id, key, name, place, given) values
  ('01980000-0000-7000-8000-000000000001', 'resolved', 'Resolved', 1, true),
  ('01980000-0000-7000-8000-000000000002', 'call-back', 'Call back', 2, true),
  ('01980000-0000-7000-8000-000000000003', 'sale', 'Order or sale', 3, true),
  ('01980000-0000-7000-8000-000000000004', 'complaint', 'Complaint', 4, true),
  ('01980000-0000-7000-8000-000000000005', 'wrong-number', 'Wrong number', 5, true);

-- The work of the agent who talked, after the talk.
alter table interaction add wrap_started_at timestamptz, add wrap_ended_at timestamptz;

create or replace function interaction_json(i interaction) returns jsonb language sql stable
return jsonb_build_object(
  'id', i.id, 'channel', i.channel, 'direction', i.direction, 'state', i.state, 'outcome', i.outcome,
  'reason', i.reason, 'startedAt', iso(i.started_at), 'answeredAt', iso(i.answered_at), 'endedAt', iso(i.ended_at),
  'waitSeconds', i.wait_seconds, 'talkSeconds', i.talk_seconds, 'holdSeconds', i.hold_seconds,
  'remote', jsonb_build_object('address', i.remote_address, 'raw', i.remote_raw, 'name', i.remote_name),
  'line', i.line, 'lineName', i.line_name, 'queue', i.queue,
  'contact', (select jsonb_build_object('id', root.id, 'displayName', root.display_name)
              from contact c join contact root on root.id = c.root_id where c.id = i.contact_id),
  'subject', i.subject, 'preview', left(i.text, 300),
  'participants', i.participants, 'transfers', i.transfers, 'recordings', i.recordings,
  'disposition', i.disposition, 'note', i.note,
  'wrapUp', case when i.wrap_started_at is not null then jsonb_build_object(
    'startedAt', iso(i.wrap_started_at), 'endedAt', iso(i.wrap_ended_at),
    'seconds', extract(epoch from i.wrap_ended_at - i.wrap_started_at)) end,
  'source', jsonb_build_object('system', i.source_system, 'instance', i.source_instance, 'ids', i.source_ids),
  'estimated', i.estimated, 'version', i.version);

-- Customers who called and reached nobody.
create table missed_call (
  id uuid primary key,
  contact_id uuid references contact on delete set null,
  number text,
  name text,
  line text,
  line_name text,
  queue text,
  first_at timestamptz not null,
  last_at timestamptz not null,
  attempts int not null,
  interaction_id uuid not null,
  owner_id uuid references app_user on delete set null,
  team_id uuid references team on delete set null,
  due_at timestamptz not null,
  closed_at timestamptz,
  -- That in which the customer was reached; null when a person closed it.
  closed_in uuid,
  closed_by uuid references app_user on delete set null,
  reason text,
  version bigint not null default 1
);
create index missed_call_open on missed_call (due_at, id) where closed_at is null;
create index missed_call_closed on missed_call (closed_at desc, id desc) where closed_at is not null;
create index missed_call_contact on missed_call (contact_id) where closed_at is null;
create index missed_call_number on missed_call (number) where closed_at is null;
create index missed_call_closed_in on missed_call (closed_in) where closed_in is not null;

-- The calls that an entry stands for.
create table missed_attempt (
  interaction_id uuid primary key,
  missed_id uuid not null references missed_call on delete cascade,
  started_at timestamptz not null,
  ended_at timestamptz not null
);
create index missed_attempt_missed on missed_attempt (missed_id);

-- The service level, as hub.yaml has it.
create table missed_level (one boolean primary key default true check (one), minutes int not null);
insert into missed_level (minutes) values (30);

create function missed_call_json(m missed_call) returns jsonb language sql stable
return jsonb_build_object(
  'id', m.id, 'contact', contact_brief(m.contact_id), 'number', m.number, 'name', m.name,
  'line', m.line, 'lineName', m.line_name, 'queue', m.queue,
  'firstAt', iso(m.first_at), 'lastAt', iso(m.last_at), 'attempts', m.attempts,
  'interaction', interaction_now(m.interaction_id),
  'owner', user_brief(m.owner_id), 'team', team_brief(m.team_id),
  'dueAt', iso(m.due_at), 'overdue', m.closed_at is null and m.due_at < now(),
  'state', case when m.closed_at is null then 'open' else 'closed' end, 'closedAt', iso(m.closed_at),
  'closedBy', case when m.closed_at is not null then jsonb_build_object(
    'interaction', interaction_now(m.closed_in), 'user', user_brief(m.closed_by)) end,
  'reason', m.reason, 'version', m.version);

-- How an interaction stands with regard to missed calls.
create function standing(p_state text, p_outcome text, p_answered_at timestamptz) returns text
language sql immutable parallel safe
return case when p_answered_at is not null and (p_state <> 'ended' or p_outcome = 'answered') then 'reached'
            when p_state = 'ended' then coalesce(p_outcome, 'ended')
            else 'live' end;

-- Since when the customer has been with one of us; null: not at all.
create function reached_at(i interaction) returns timestamptz language sql immutable parallel safe
return case when i.direction = 'internal' then null
            when standing(i.state, i.outcome, i.answered_at) = 'reached' then i.answered_at
            when i.channel in ('email', 'chat') and i.direction = 'outbound' and i.state = 'ended'
              then coalesce(i.ended_at, i.started_at) end;

create function is_miss(i interaction) returns boolean language sql immutable parallel safe
return i.channel = 'call' and i.direction = 'inbound' and i.state = 'ended'
  and i.outcome in ('missed', 'abandoned', 'voicemail', 'busy', 'failed')
  and (i.contact_id is not null or i.remote_address is not null);

-- Remembers, until the transaction appends to the event stream, that an interaction may make, mend or close an entry of
-- the list of missed calls. A bulk load is longer than what is remembered, and none of the list's business.
create function follow_later() returns trigger language plpgsql as $$
declare
  noted text := coalesce(current_setting('perezvon.followed', true), '');
begin
  if length(noted) < 20000 then
    perform set_config('perezvon.followed', noted || ' ' || coalesce(new.id, old.id), true);
  end if;
  return null;
end $$;

create trigger interaction_added after insert on interaction for each row when (
  new.direction <> 'internal' and new.started_at > now() - interval '7 days'
  and standing(new.state, new.outcome, new.answered_at) <> 'live'
) execute function follow_later();

create trigger interaction_changed after update on interaction for each row when (
  (new.direction <> 'internal' or old.direction <> 'internal') and (new.started_at > now() - interval '7 days'
  and (standing(new.state, new.outcome, new.answered_at), new.direction)
    is distinct from (standing(old.state, old.outcome, old.answered_at), old.direction)
  or (new.contact_id is distinct from old.contact_id or new.remote_address is distinct from old.remote_address)
    and standing(new.state, new.outcome, new.answered_at) <> 'live')
) execute function follow_later();

create trigger interaction_removed after delete on interaction for each row when (old.state = 'ended')
  execute function follow_later();

-- The open entry of a customer: by the contact, else by the number.
create function open_missed(p_records uuid[], p_number text, p_except uuid) returns uuid language sql stable
return (select id from missed_call
        where closed_at is null and id is distinct from p_except
          and (contact_id = any(p_records) or number = p_number and contact_id is null)
        order by contact_id is null, id limit 1);

-- Makes an entry what its attempts say. One that has none left is off the list.
create function recount_missed(p_id uuid) returns void language plpgsql as $$
begin
  update missed_call m set
    attempts = a.n, version = version + 1,
    first_at = coalesce(a.first_at, m.first_at), last_at = coalesce(a.last_at, m.last_at),
    interaction_id = coalesce(a.last_id, m.interaction_id), due_at = coalesce(a.due_at, m.due_at),
    closed_at = case when a.n = 0 then coalesce(m.closed_at, now()) else m.closed_at end
    from (select count(*) as n, min(started_at) as first_at, max(started_at) as last_at,
            (array_agg(interaction_id order by started_at desc, interaction_id desc))[1] as last_id,
            min(ended_at) + make_interval(mins => (select minutes from missed_level)) as due_at
          from missed_attempt where missed_id = p_id) a
    where m.id = p_id;
end $$;

-- Who of us the customer talked to first.
create function talker(i interaction) returns uuid language sql stable
return (select u.id from jsonb_array_elements(i.participants) p join app_user u on u.id::text = p #>> '{user,id}'
        where p ->> 'kind' = 'agent' and p ->> 'answeredAt' is not null order by p ->> 'answeredAt' limit 1);

-- Puts a missed call on the list: it is another attempt of the entry that the customer has, or a new entry.
create function count_missed(i interaction, p_records uuid[]) returns uuid language plpgsql
set plan_cache_mode = force_generic_plan as $$
declare
  reached interaction;
  entry uuid;
begin
  -- Told late, or tried on a second telephone meanwhile: the customer had been reached when this one ended.
  select r.* into reached from interaction r
    where (r.contact_id = any(p_records)
        or r.remote_address = i.remote_address and (r.contact_id is null or i.contact_id is null))
      and r.started_at > i.started_at - interval '12 hours' and r.id >= uuid_floor(i.started_at - interval '12 hours')
      and reached_at(r) is not null and coalesce(r.ended_at, 'infinity') >= i.started_at
    order by reached_at(r) limit 1;
  if reached.id is not null then
    select id into entry from missed_call where closed_in = reached.id and attempts > 0
      and (contact_id = any(p_records) or number = i.remote_address) limit 1;
  else
    entry := open_missed(p_records, i.remote_address, null);
    -- Perhaps somebody closes it at this moment.
    perform from missed_call where id = entry and closed_at is null for update;
    if not found then
      entry := null;
    end if;
  end if;
  if entry is null then
    entry := gen_random_uuid();
    insert into missed_call (id, contact_id, number, first_at, last_at, attempts, interaction_id, owner_id, team_id, due_at,
        closed_at, closed_in, closed_by)
      select entry, i.contact_id, i.remote_address, i.started_at, i.started_at, 0, i.id, c.owner_id, c.team_id, i.started_at,
        case when reached.id is not null then greatest(reached_at(reached), i.started_at) end, reached.id, talker(reached)
      from (select) one left join contact c on c.id = p_records[1];
  end if;
  insert into missed_attempt (interaction_id, missed_id, started_at, ended_at)
    values (i.id, entry, i.started_at, coalesce(i.ended_at, i.started_at));
  perform recount_missed(entry);
  update missed_call set name = coalesce(i.remote_name, name), line = i.line, line_name = i.line_name, queue = i.queue,
    contact_id = coalesce(contact_id, i.contact_id)
    where id = entry and interaction_id = i.id;
  return entry;
end $$;

-- Takes an attempt off its entry. Answers the entry.
create function uncount_missed(p_interaction uuid) returns uuid language plpgsql as $$
declare
  entry uuid;
begin
  delete from missed_attempt where interaction_id = p_interaction returning missed_id into entry;
  perform recount_missed(entry);
  return entry;
end $$;

-- Does for one interaction what follow_later() remembered. Answers the entries that are not what they were.
create function follow_interaction(p_id uuid) returns setof uuid language plpgsql
set plan_cache_mode = force_generic_plan as $$
declare
  i interaction;
  records uuid[];
  entry missed_call;
  other uuid;
begin
  select * into i from interaction where id = p_id;
  if i.contact_id is not null then
    select contact_records(root_id) into records from contact where id = i.contact_id;
  end if;

  select m.* into entry from missed_attempt a join missed_call m on m.id = a.missed_id where a.interaction_id = p_id;
  if entry.id is not null and not coalesce(is_miss(i), false) then
    return next uncount_missed(p_id);
  elsif entry.id is not null and not coalesce(entry.contact_id = any(records),
      entry.contact_id is null and i.contact_id is null and entry.number = i.remote_address) then
    -- It is somebody else's than was thought.
    other := open_missed(records, i.remote_address, entry.id);
    if entry.closed_at is null and (other is not null or entry.contact_id is not null and entry.attempts > 1) then
      return next uncount_missed(p_id);
      return next count_missed(i, records);
    else
      update missed_call m set contact_id = i.contact_id, number = i.remote_address, version = m.version + 1,
        owner_id = coalesce(m.owner_id, c.owner_id), team_id = coalesce(m.team_id, c.team_id)
        from (select) one left join contact c on c.id = records[1] where m.id = entry.id;
      return next entry.id;
    end if;
  elsif entry.id is null and is_miss(i) and i.started_at > now() - interval '7 days' then
    return next count_missed(i, records);
  end if;

  if reached_at(i) is not null then
    return query update missed_call m set closed_at = greatest(reached_at(i), m.first_at), closed_in = i.id,
        closed_by = talker(i), version = m.version + 1
      where closed_at is null and last_at <= coalesce(i.ended_at, 'infinity')
        and (contact_id = any(records)
          or number = i.remote_address and (m.contact_id is null or i.contact_id is null))
      returning id;
  end if;
end $$;

-- Brings the list of missed calls up to what this transaction did to interactions. Answers the entries that changed.
create function follow_interactions() returns setof uuid language plpgsql
set plan_cache_mode = force_generic_plan as $$
declare
  ids uuid[] := array(select distinct unnest(string_to_array(ltrim(current_setting('perezvon.followed', true)), ' '))::uuid);
begin
  perform set_config('perezvon.followed', '', true);
  -- One customer at a time: of two calls that end at once, each sees what the other did.
  perform pg_advisory_xact_lock(key) from (
    select distinct hashtextextended('missed ' || who, 0) as key
    from interaction i left join contact c on c.id = i.contact_id,
      lateral (values (i.remote_address), (c.root_id::text)) as x(who)
    where i.id = any(ids) and who is not null order by 1) keys;
  return query select distinct f from unnest(ids) id, lateral follow_interaction(id) f;
end $$;

-- Takes the next number; from here to the commit others wait, so it comes last in a transaction. What the transaction did
-- to the list of missed calls is appended with it.
create or replace function append_feed(p_type text, p_data jsonb) returns setof feed language plpgsql as $$
declare
  next bigint;
  changed uuid[];
  entry jsonb;
begin
  if coalesce(current_setting('perezvon.followed', true), '') <> '' then
    changed := array(select follow_interactions());
  end if;
  update feed_counter set seq = seq + 1 returning seq into next;
  return query insert into feed (seq, type, data, at) values (next, p_type, p_data, clock_timestamp()) returning *;
  for entry in select missed_call_json(m) from missed_call m where id = any(changed) order by id loop
    return query select * from append_feed('missed-call', entry);
  end loop;
end $$;
