create function iso(t timestamptz) returns text language sql stable parallel safe
return to_char(t at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

-- The shapes of contracts/, made in one place.
create function contact_json(c contact) returns jsonb language sql stable
return jsonb_build_object(
  'id', c.id, 'displayName', c.display_name, 'account', c.account, 'note', c.note,
  'phones', (select coalesce(jsonb_agg(jsonb_build_object('number', p.number, 'raw', p.raw, 'label', p.label)
             order by p.place), '[]') from contact_phone p where p.contact_id = c.id),
  'emails', (select coalesce(jsonb_agg(jsonb_build_object('address', e.address, 'label', e.label)
             order by e.place), '[]') from contact_email e where e.contact_id = c.id),
  'createdAt', iso(c.created_at), 'updatedAt', iso(c.updated_at), 'version', c.version);

create function user_json(u app_user) returns jsonb language sql stable
return jsonb_build_object(
  'id', u.id, 'login', u.login, 'name', u.name, 'role', u.role, 'active', u.active, 'language', u.language,
  'extensions', (select coalesce(jsonb_agg(e.extension order by e.place), '[]')
                 from user_extension e where e.user_id = u.id),
  'createdAt', iso(u.created_at));

create function interaction_json(i interaction) returns jsonb language sql stable
return jsonb_build_object(
  'id', i.id, 'channel', i.channel, 'direction', i.direction, 'state', i.state, 'outcome', i.outcome,
  'reason', i.reason, 'startedAt', iso(i.started_at), 'answeredAt', iso(i.answered_at), 'endedAt', iso(i.ended_at),
  'waitSeconds', i.wait_seconds, 'talkSeconds', i.talk_seconds, 'holdSeconds', i.hold_seconds,
  'remote', jsonb_build_object('address', i.remote_address, 'raw', i.remote_raw, 'name', i.remote_name),
  'line', i.line, 'lineName', i.line_name, 'queue', i.queue,
  'contact', (select jsonb_build_object('id', c.id, 'displayName', c.display_name)
              from contact c where c.id = i.contact_id),
  'participants', i.participants, 'transfers', i.transfers, 'recordings', i.recordings,
  'disposition', i.disposition, 'note', i.note,
  'source', jsonb_build_object('system', i.source_system, 'instance', i.source_instance, 'ids', i.source_ids),
  'estimated', i.estimated, 'version', i.version);

-- Takes the next number; from here to the commit others wait, so it comes last in a transaction.
create function append_feed(p_type text, p_data jsonb) returns setof feed language plpgsql as $$
declare
  next bigint;
begin
  update feed_counter set seq = seq + 1 returning seq into next;
  return query insert into feed (seq, type, data, at) values (next, p_type, p_data, clock_timestamp()) returning *;
end $$;

create function append_interactions(p_ids uuid[]) returns setof feed language plpgsql as $$
declare
  row interaction;
begin
  for row in select * from interaction where id = any(p_ids) order by started_at, id loop
    return query select * from append_feed('interaction', interaction_json(row));
  end loop;
end $$;

-- The contact whom the number points to: none if nobody or several have it.
create function only_contact(p_number text) returns uuid language sql stable
return (select min(contact_id::text)::uuid from contact_phone where number = p_number
        having count(distinct contact_id) = 1);

-- Folds the interaction of an absorbed subject into another. What people wrote survives; its id becomes an alias.
create function absorb_subject(p_subject text, p_into uuid) returns setof jsonb language plpgsql as $$
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
  insert into interaction_alias (id, interaction_id) values (old, p_into);
end $$;

-- Applies the whole state of a call, if it is newer than what its subject said before. Answers what was appended to
-- the event stream: nothing when the event was old news. The row of the subject is the lock: events of one call wait
-- for each other here.
create function apply_call(
  p_subject text, p_new_id uuid, p_call jsonb, p_remote text, p_line_name text, p_contact uuid
) returns setof feed language plpgsql as $$
declare
  target uuid;
  is_absorbed boolean;
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
    returning s.interaction_id, s.absorbed into target, is_absorbed;
  if not found then
    return;
  end if;

  if not is_absorbed then
    select * into old from interaction where id = target;

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
      select min(contact_id::text)::uuid, 'number' into contact_found, contact_how
        from contact_phone where number = p_remote having count(distinct contact_id) = 1;
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
