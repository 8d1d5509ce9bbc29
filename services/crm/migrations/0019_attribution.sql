-- Which advertisement made it: of calls by their line and by the visit whose number they came to, of forms by what they say.
-- {source, line, visit, page, touch: {first, last}, certainty}.
alter table interaction add attribution jsonb;

-- What a call to a number says of itself: the lines of hub.yaml, as the core last started with them (no form), and the
-- numbers of the pools of forms.
create table line_source (
  address text not null,
  form_id uuid references form on delete cascade,
  source text,
  -- Whether somebody new who calls there is a lead.
  leads boolean not null default false,
  unique nulls not distinct (address, form_id)
);

update form set settings = '{"numbers": [], "numberHoldSeconds": 90, "callLeads": false}' || settings;
update form_revision set version = version + 1;

create function keep_form_numbers() returns trigger language plpgsql as $$
begin
  delete from line_source where form_id = new.id;
  insert into line_source (address, form_id, source, leads)
    select distinct n ->> 'address', new.id, new.settings ->> 'source', coalesce((new.settings ->> 'callLeads')::boolean, false)
    from jsonb_array_elements(new.settings -> 'numbers') n;
  return null;
end $$;
create trigger form_numbers after insert or update of settings on form for each row execute function keep_form_numbers();

-- Visits whose pages were shown a number, under the subject of their events.
create table web_visit (
  subject text primary key,
  version bigint not null,
  form_key text not null,
  visit text not null,
  first_touch jsonb,
  last_touch jsonb,
  page text,
  at timestamptz not null
);
create index web_visit_at on web_visit (at);

-- Which number which visit was shown, and when. No two overlap: after `until` a number rests, and is shown to nobody else.
create table number_hold (
  address text not null,
  since timestamptz not null,
  subject text not null references web_visit on delete cascade,
  until timestamptz not null,
  rest_until timestamptz not null,
  primary key (address, since, subject)
);
create index number_hold_subject on number_hold (subject);

create function attribution_json(
  p_line text, p_source text, p_visit text, p_page text, p_first jsonb, p_last jsonb, p_certainty text
) returns jsonb language sql immutable parallel safe
return jsonb_build_object('source', coalesce(p_last ->> 'utmSource', p_source), 'line', p_line, 'visit', p_visit,
  'page', p_page, 'touch', jsonb_build_object('first', p_first, 'last', p_last), 'certainty', p_certainty);

-- Of a call to this line that began at this moment. Nothing for a line of which nothing is known.
create function call_attribution(p_line text, p_at timestamptz) returns jsonb language plpgsql stable
set plan_cache_mode = force_generic_plan as $$
declare
  of_line record;
  held number_hold;
  seen web_visit;
begin
  select (array_agg(s.source order by s.form_id nulls first) filter (where s.source is not null))[1] as source,
      count(s.form_id) > 0 as is_pooled
    into of_line from line_source s where s.address = p_line;
  if of_line.is_pooled then
    select h.* into held from number_hold h where h.address = p_line and h.since <= p_at and h.rest_until > p_at
      order by h.since desc limit 1;
  end if;
  if held.subject is not null then
    select v.* into seen from web_visit v where v.subject = held.subject;
    return attribution_json(p_line, of_line.source, seen.visit, seen.page, seen.first_touch, seen.last_touch,
      case when p_at < held.until then 'certain' else 'likely' end);
  end if;
  return case when of_line.source is not null
    then attribution_json(p_line, of_line.source, null, null, null, null, null) end;
end $$;

-- Of a form, by what was sent. Nothing when it says nothing.
create function form_attribution(p_interaction uuid, p_line text) returns jsonb language plpgsql stable as $$
declare
  sent record;
begin
  select nullif(s.data #> '{touch,first}', 'null') as first, nullif(s.data #> '{touch,last}', 'null') as last,
      s.data ->> 'visit' as visit, s.data ->> 'page' as page, f.settings ->> 'source' as source
    into sent from interaction_subject x join submission s on s.subject = x.subject left join form f on f.key = s.form_key
    where x.interaction_id = p_interaction limit 1;
  return case when coalesce(sent.first, sent.last) is not null or sent.visit is not null or sent.source is not null
    then attribution_json(p_line, sent.source, sent.visit, sent.page, sent.first, sent.last,
      case when sent.visit is not null then 'certain' end) end;
end $$;

-- A call to a number of a pool waits for the visit that is being written, and that for it: so one of them sees the other.
create function hold_number(p_address text) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('number ' || p_address, 0));
end $$;

create function attribute_interaction() returns trigger language plpgsql as $$
begin
  if new.channel = 'form' then
    new.attribution := form_attribution(new.id, new.line);
  else
    if exists (select from line_source where address = new.line and form_id is not null) then
      perform hold_number(new.line);
    end if;
    new.attribution := call_attribution(new.line, new.started_at);
  end if;
  return new;
end $$;
create trigger interaction_attributed before insert on interaction for each row
  when (new.channel = 'form' or new.channel = 'call' and new.direction = 'inbound' and new.line is not null)
  execute function attribute_interaction();

-- Of two calls that are one: what says more of it.
create function fuller_attribution(a jsonb, b jsonb) returns jsonb language sql immutable parallel safe
return case when b is null or a is null then coalesce(a, b)
  when coalesce(array_position(array['likely', 'certain'], b ->> 'certainty'), 0)
    > coalesce(array_position(array['likely', 'certain'], a ->> 'certainty'), 0) then b
  else a end;

-- The line became known later, or is another. What a call has of another that was found to be the same one stays.
create function attribute_again() returns trigger language plpgsql as $$
declare
  found_now jsonb;
begin
  if new.direction = 'inbound' and new.line is not null then
    if exists (select from line_source where address = new.line and form_id is not null) then
      perform hold_number(new.line);
    end if;
    found_now := call_attribution(new.line, new.started_at);
  end if;
  new.attribution := case when new.attribution ->> 'line' = old.line then found_now
    else fuller_attribution(new.attribution, found_now) end;
  return new;
end $$;
create trigger interaction_attributed_again before update on interaction for each row
  when (new.channel = 'call' and (old.line, old.started_at, old.direction)
    is distinct from (new.line, new.started_at, new.direction))
  execute function attribute_again();

-- Calls to numbers of pools that were found to be others: their visits may be heard of later.
create table absorbed_call (
  interaction_id uuid not null,
  line text not null,
  started_at timestamptz not null,
  primary key (interaction_id, line, started_at)
);
create index absorbed_call_line on absorbed_call (line, started_at);

-- As it was, and with where the absorbed one came from.
create or replace function absorb_subject(p_subject text, p_into uuid) returns setof jsonb language plpgsql
set plan_cache_mode = force_generic_plan as $$
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
  update absorbed_call set interaction_id = p_into where interaction_id = old;
  select * into gone from interaction where id = old for update;
  if not found then
    return;
  end if;
  if gone.direction = 'inbound' and exists (
      select from line_source where address = gone.line and form_id is not null) then
    insert into absorbed_call values (p_into, gone.line, gone.started_at) on conflict do nothing;
  end if;
  return next interaction_json(gone) || jsonb_build_object('state', 'ended', 'mergedInto', p_into,
    'endedAt', iso(coalesce(gone.ended_at, clock_timestamp())), 'version', gone.version + 1);
  update interaction set
    disposition = coalesce(disposition, gone.disposition),
    note = case when note is null or gone.note is null then coalesce(note, gone.note) else note || E'\n' || gone.note end,
    contact_id = case when gone.contact_by = 'person' and contact_by is distinct from 'person'
                 then gone.contact_id else contact_id end,
    contact_by = case when gone.contact_by = 'person' then 'person' else contact_by end,
    attribution = fuller_attribution(attribution, gone.attribution)
    where id = p_into;
  delete from interaction where id = old;
  delete from interaction_user where interaction_id = old;
  insert into interaction_alias (id, interaction_id) values (old, p_into);
end $$;

-- Takes what is known of a visit, any number of times and in any order. It holds the number and nothing else: a call that
-- came meanwhile is there when this is committed, and is told by tell_calls.
create function apply_visit(p_subject text, p_version bigint, p_visit jsonb) returns void language plpgsql
set plan_cache_mode = force_generic_plan as $$
declare
  held jsonb := p_visit -> 'number';
begin
  perform hold_number(held ->> 'address');
  insert into web_visit as v (subject, version, form_key, visit, first_touch, last_touch, page, at)
    values (p_subject, p_version, p_visit ->> 'form', p_visit ->> 'visit', nullif(p_visit -> 'first', 'null'),
      nullif(p_visit -> 'last', 'null'), p_visit ->> 'page', to_timestamp(p_version / 1000000.0))
    on conflict (subject) do update set version = excluded.version, first_touch = excluded.first_touch,
      last_touch = excluded.last_touch, page = excluded.page, at = excluded.at
      where v.version < excluded.version;
  insert into number_hold as h (address, since, subject, until, rest_until)
    values (held ->> 'address', (held ->> 'since')::timestamptz, p_subject, (held ->> 'until')::timestamptz,
      (held ->> 'restUntil')::timestamptz)
    on conflict (address, since, subject) do update set until = greatest(h.until, excluded.until),
      rest_until = greatest(h.rest_until, excluded.rest_until);
end $$;

-- Calls to a number in this time that were quicker than its visit are told of it. Answers what was appended to the event
-- stream. Twice: a call may be found to be another one while it is waited for.
create function tell_calls(p_address text, p_since timestamptz, p_until timestamptz) returns setof feed language plpgsql
set plan_cache_mode = force_generic_plan as $$
declare
  changed uuid[] := '{}';
  told uuid[];
begin
  for pass in 1 .. 2 loop
    with theirs as materialized (
      select i.id, call_attribution(i.line, i.started_at) as known from interaction i
        where i.line = p_address and i.started_at >= p_since and i.started_at < p_until
          and i.channel = 'call' and i.direction = 'inbound'
          and (i.attribution is null or i.attribution ->> 'line' = i.line)
          and i.attribution ->> 'certainty' is distinct from 'certain'
      union all
      select i.id, call_attribution(a.line, a.started_at) from absorbed_call a join interaction i on i.id = a.interaction_id
        where a.line = p_address and a.started_at >= p_since and a.started_at < p_until
          and i.attribution ->> 'certainty' is distinct from 'certain'),
    fuller as (
      update interaction i set attribution = fuller_attribution(i.attribution, theirs.known), version = i.version + 1
        from theirs
        where i.id = theirs.id and theirs.known ->> 'visit' is not null
          and fuller_attribution(i.attribution, theirs.known) is distinct from i.attribution
        returning i.id)
    select coalesce(array_agg(id), '{}') into told from fuller;
    changed := changed || told;
  end loop;
  return query select * from append_interactions(changed);
end $$;

create or replace function interaction_shape(i interaction, contact json) returns json language sql stable
return json_build_object(
  'id', i.id, 'channel', i.channel, 'direction', i.direction, 'state', i.state, 'outcome', i.outcome,
  'reason', i.reason, 'startedAt', iso(i.started_at), 'answeredAt', iso(i.answered_at), 'endedAt', iso(i.ended_at),
  'waitSeconds', i.wait_seconds, 'talkSeconds', i.talk_seconds, 'holdSeconds', i.hold_seconds,
  'remote', json_build_object('address', i.remote_address, 'raw', i.remote_raw, 'name', i.remote_name),
  'line', i.line, 'lineName', i.line_name, 'queue', i.queue, 'contact', contact,
  'subject', i.subject, 'preview', left(i.text, 300),
  'participants', i.participants, 'transfers', i.transfers, 'recordings', i.recordings,
  'disposition', i.disposition, 'note', i.note,
  'wrapUp', case when i.wrap_started_at is not null then json_build_object(
    'startedAt', iso(i.wrap_started_at), 'endedAt', iso(i.wrap_ended_at),
    'seconds', extract(epoch from i.wrap_ended_at - i.wrap_started_at)) end,
  'source', json_build_object('system', i.source_system, 'instance', i.source_instance, 'ids', i.source_ids),
  'attribution', i.attribution,
  'estimated', i.estimated, 'version', i.version);

-- What was sent before.
update interaction i set attribution = form_attribution(i.id, i.line) where i.channel = 'form'
  and form_attribution(i.id, i.line) is not null;
