-- The history by quarters. Its rows lie by their id, a UUIDv7 that is made from the time at which the interaction began.
create function uuid_floor(t timestamptz) returns uuid language sql immutable parallel safe
return (lpad(to_hex((extract(epoch from t) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;

create function uuid_time(id uuid) returns timestamptz language sql immutable parallel safe
return to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0);

-- Whose customers a person sees.
alter table app_user add sees text not null default 'all' check (sees in ('all', 'team', 'own'));

create or replace function user_json(u app_user) returns jsonb language sql stable
return jsonb_build_object(
  'id', u.id, 'login', u.login, 'name', u.name, 'role', u.role, 'active', u.active, 'language', u.language,
  'sees', u.sees,
  'extensions', (select coalesce(jsonb_agg(e.extension order by e.place), '[]')
                 from user_extension e where e.user_id = u.id),
  'createdAt', iso(u.created_at));

-- What people and their messages said. `document` holds the words to search by, see below.
alter table interaction rename to interaction_before;
alter index interaction_pkey rename to interaction_before_pkey;
drop index interaction_newest, interaction_live, interaction_contact, interaction_remote, interaction_remote_end,
  interaction_line, interaction_outcome, interaction_queue;
-- No foreign keys to the history: its rows come and go in apply_call and absorb_subject only, and calls must stay quick.
alter table interaction_subject drop constraint interaction_subject_interaction_id_fkey;
alter table interaction_user drop constraint interaction_user_interaction_id_fkey;
alter table interaction_alias drop constraint interaction_alias_interaction_id_fkey;

create table interaction (
  like interaction_before including defaults including constraints,
  subject text,
  text text,
  transcript text,
  document tsvector,
  primary key (id),
  foreign key (contact_id) references contact on delete set null
) partition by range (id);

-- A net for what has no quarter. It never holds rows of a quarter that has a partition.
create table interaction_other partition of interaction default with (fillfactor = 60);

-- Makes room for the quarter of a moment. Not for any: a clock that is far off must not leave tables behind.
create function interaction_quarter(p_at timestamptz) returns void language plpgsql
set lock_timeout = '2s' as $$ -- calls wait meanwhile
declare
  quarter timestamp := date_trunc('quarter', p_at at time zone 'UTC');
  name text := to_char(quarter, '"interaction_"YYYY"q"Q');
begin
  if p_at < '1995-01-01' or p_at > now() + interval '1 year' or to_regclass(name) is not null then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtext('interaction_quarter'));
  execute format(
    -- a live call is written ten times: there is room beside it
    'create table if not exists %I partition of interaction for values from (%L) to (%L) with (fillfactor = 60)',
    name, uuid_floor(quarter at time zone 'UTC'), uuid_floor((quarter + interval '3 months') at time zone 'UTC'));
exception when check_violation then
  return; -- rows of this quarter lie in the net: there they stay
end $$;

select interaction_quarter(t) from (
  select distinct date_trunc('quarter', uuid_time(id), 'UTC') from interaction_before
  union select now() + make_interval(months => 3 * n) from generate_series(0, 2) n) as x(t);

insert into interaction select * from interaction_before;
drop function interaction_json(interaction_before);
drop table interaction_before;

create index interaction_newest on interaction (started_at desc, id desc);
create index interaction_live on interaction (started_at desc, id desc) where state <> 'ended';
create index interaction_contact on interaction (contact_id, started_at desc, id desc) where contact_id is not null;
create index interaction_remote on interaction (remote_address text_pattern_ops, started_at desc, id desc);
create index interaction_remote_end on interaction (reverse(remote_address) text_pattern_ops);
create index interaction_line on interaction (line, started_at desc, id desc) where line is not null;
create index interaction_outcome on interaction (outcome, started_at desc, id desc) where outcome <> 'answered';
create index interaction_queue on interaction (queue, started_at desc, id desc) where queue is not null;
create index interaction_channel on interaction (channel, started_at desc, id desc) where channel <> 'call';
create index interaction_disposition on interaction (disposition, started_at desc, id desc) where disposition is not null;
create index interaction_unanswered on interaction (started_at desc, id desc)
  where direction = 'inbound' and state = 'ended' and outcome <> 'answered';

-- An interaction stays with the record that it came to; what is shown is the contact that the record belongs to now.
create function interaction_json(i interaction) returns jsonb language sql stable
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
  'source', jsonb_build_object('system', i.source_system, 'instance', i.source_instance, 'ids', i.source_ids),
  'estimated', i.estimated, 'version', i.version);

-- Folds the interaction of an absorbed subject into another. What people wrote survives; its id becomes an alias.
create or replace function absorb_subject(p_subject text, p_into uuid) returns setof jsonb language plpgsql as $$
declare
  old uuid;
  gone interaction;
begin
  insert into interaction_subject (subject, interaction_id, version, absorbed) values (p_subject, p_into, 0, true)
    on conflict (subject) do nothing;
  select interaction_id into old from interaction_subject where subject = p_subject for update;
  -- Every interaction has one subject that is not absorbed: if this is its own, the two called each other merged.
  if old = p_into then
    return;
  end if;
  update interaction_subject set interaction_id = p_into, absorbed = true where interaction_id = old;
  update interaction_alias set interaction_id = p_into where interaction_id = old;
  select * into gone from interaction where id = old for update;
  if not found then
    return;
  end if;
  return next interaction_json(gone) || jsonb_build_object('state', 'ended', 'mergedInto', p_into,
    'endedAt', iso(coalesce(gone.ended_at, clock_timestamp())), 'version', gone.version + 1);
  update interaction set
    disposition = coalesce(disposition, gone.disposition),
    note = case when note is null or gone.note is null then coalesce(note, gone.note) else note || E'\n' || gone.note end,
    contact_id = case when gone.contact_by = 'person' and contact_by is distinct from 'person'
                 then gone.contact_id else contact_id end,
    contact_by = case when gone.contact_by = 'person' then 'person' else contact_by end
    where id = p_into;
  delete from interaction where id = old;
  delete from interaction_user where interaction_id = old;
  insert into interaction_alias (id, interaction_id) values (old, p_into);
end $$;

-- Applies the whole state of a call, if it is newer than what its subject said before. Answers what was appended to
-- the event stream: nothing when the event was old news. The row of the subject is the lock: events of one call wait
-- for each other here.
create or replace function apply_call(
  p_subject text, p_new_id uuid, p_call jsonb, p_remote text, p_line_name text, p_contact uuid
) returns setof feed language plpgsql as $$
declare
  target uuid;
  is_absorbed boolean;
  is_new boolean;
  old interaction;
  row interaction;
  people jsonb;
  users uuid[];
  contact_found uuid;
  contact_how text;
  merged_subject text;
  gone jsonb[] := '{}';
begin
  insert into interaction_subject as s (subject, interaction_id, version)
    values (p_subject, p_new_id, (p_call ->> 'version')::bigint)
    on conflict (subject) do update set version = excluded.version where s.version < excluded.version
    returning s.interaction_id, s.absorbed, s.xmax = 0 into target, is_absorbed, is_new;
  if not found then
    return;
  end if;

  if not is_absorbed then
    if not is_new then
      select * into old from interaction where id = target;
    end if;

    -- A participant with the user whose extension it is.
    select coalesce(jsonb_agg(p || jsonb_build_object('user',
        case when u.id is null then null else jsonb_build_object('id', u.id, 'name', u.name) end) order by x.place), '[]'),
        coalesce(array_agg(distinct u.id) filter (where u.id is not null), '{}')
      into people, users
      from jsonb_array_elements(p_call -> 'participants') with ordinality as x(p, place)
      left join user_extension e on p ->> 'kind' = 'agent' and e.extension = p ->> 'address'
      left join app_user u on u.id = e.user_id;

    if p_contact is not null then
      contact_found := p_contact;
      contact_how := 'person';
    elsif p_remote is not null and (old.contact_id is null or old.remote_address is distinct from p_remote) then
      contact_found := only_contact(p_remote);
      contact_how := case when contact_found is not null then 'number' end;
    end if;

    if old.id is null then
      insert into interaction (
        id, channel, direction, state, outcome, reason, started_at, answered_at, ended_at, wait_seconds, talk_seconds,
        hold_seconds, remote_address, remote_raw, remote_name, line, line_name, queue, contact_id, contact_by,
        participants, user_ids, transfers, recordings, source_system, source_instance, source_ids, estimated
      ) values (
        target, 'call', p_call ->> 'direction', p_call ->> 'state', p_call ->> 'outcome', p_call ->> 'reason',
        (p_call ->> 'startedAt')::timestamptz, (p_call ->> 'answeredAt')::timestamptz,
        (p_call ->> 'endedAt')::timestamptz, (p_call ->> 'waitSeconds')::float8, (p_call ->> 'talkSeconds')::float8,
        (p_call ->> 'holdSeconds')::float8, p_remote, p_call #>> '{remote,raw}', p_call #>> '{remote,name}',
        p_call ->> 'line', p_line_name, p_call ->> 'queue', contact_found, contact_how,
        people, users, p_call -> 'transfers', p_call -> 'recordings',
        split_part(p_subject, ':', 1), split_part(p_subject, ':', 2), p_call -> 'ids', p_call -> 'estimated'
      ) returning * into row;
    else
      -- A contact that a person chose, or that the same number had before, stays.
      update interaction i set
        direction = p_call ->> 'direction', state = p_call ->> 'state', outcome = p_call ->> 'outcome',
        reason = p_call ->> 'reason', started_at = (p_call ->> 'startedAt')::timestamptz,
        answered_at = (p_call ->> 'answeredAt')::timestamptz, ended_at = (p_call ->> 'endedAt')::timestamptz,
        wait_seconds = (p_call ->> 'waitSeconds')::float8, talk_seconds = (p_call ->> 'talkSeconds')::float8,
        hold_seconds = (p_call ->> 'holdSeconds')::float8,
        remote_address = p_remote, remote_raw = p_call #>> '{remote,raw}', remote_name = p_call #>> '{remote,name}',
        line = p_call ->> 'line', line_name = p_line_name, queue = p_call ->> 'queue',
        contact_id = case when i.contact_by = 'person' or (i.contact_id is not null
          and i.remote_address is not distinct from p_remote) then i.contact_id else contact_found end,
        contact_by = case when i.contact_by = 'person' or (i.contact_id is not null
          and i.remote_address is not distinct from p_remote) then i.contact_by else contact_how end,
        participants = people, user_ids = users, transfers = p_call -> 'transfers',
        recordings = p_call -> 'recordings', source_ids = p_call -> 'ids', estimated = p_call -> 'estimated',
        version = i.version + 1
        where id = target returning * into row;
    end if;

    if old.id is null or old.user_ids <> users or old.started_at <> row.started_at then
      delete from interaction_user
        where interaction_id = target and (user_id <> all(users) or started_at <> row.started_at);
      insert into interaction_user (user_id, started_at, interaction_id)
        select u, row.started_at, target from unnest(users) u on conflict do nothing;
    end if;
  end if;

  if p_call -> 'merged' <> '[]' then
    for merged_subject in select value from jsonb_array_elements_text(p_call -> 'merged') loop
      if merged_subject <> p_subject then
        gone := gone || array(select absorb_subject(merged_subject, target));
      end if;
    end loop;
    if gone = '{}' and is_absorbed then
      return;
    end if;
    select * into row from interaction where id = target;
    for i in 1 .. coalesce(array_length(gone, 1), 0) loop
      return query select * from append_feed('interaction', gone[i]);
    end loop;
  elsif is_absorbed then
    return;
  end if;
  return query select * from append_feed('interaction', interaction_json(row));
end $$;
