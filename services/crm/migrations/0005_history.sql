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

-- Search. A document holds every word twice: as it stands, and as its stem in Russian or English; so word forms are found,
-- and also surnames, whose stems differ where the surnames do not. A contact's document holds its numbers, too, forwards
-- (7495…) and backwards (r6543…), so that the beginning and the end of a number are prefixes.
create extension if not exists pg_trgm;

create text search dictionary hub_russian_stop (template = pg_catalog.simple, stopwords = russian, accept = false);
create text search dictionary hub_word (template = pg_catalog.simple, stopwords = english);
create text search configuration hub_words (copy = pg_catalog.simple);
alter text search configuration hub_words alter mapping for asciiword, word, numword, int, uint
  with hub_russian_stop, hub_word;
create text search configuration hub_stems (copy = pg_catalog.russian);

-- Text as it is searched: every word for itself, none an address, a path or a compound to the parser. As long as before.
create function search_text(t text) returns text language sql immutable parallel safe
return translate(left(t, 100000), 'ёЁ@.-_/:&+%~<>=#\''’', 'ее                 ');

create function search_document(t text) returns tsvector language sql immutable parallel safe
return strip(to_tsvector('hub_words', search_text(t)) || to_tsvector('hub_stems', search_text(t)));

-- The words that are searched, to find what a misspelled one may mean. They are gathered beside and learned by a job, so
-- that two who save at once do not wait for each other.
create table search_word (word text collate "C" primary key);
create index search_word_trigrams on search_word using gin (word gin_trgm_ops);
create table search_word_new (word text not null);

create function gather_words(p_document tsvector) returns void language sql as $$
  insert into search_word_new (word)
  select x.word from unnest(tsvector_to_array(p_document)) as x(word)
  where x.word ~ '^[^0-9]{3,30}$' and not exists (select from search_word known where known.word = x.word)
$$;

create function learn_words() returns void language plpgsql as $$
begin
  if pg_try_advisory_xact_lock(hashtext('learn_words')) then
    with fresh as (delete from search_word_new returning word)
    insert into search_word select distinct word from fresh on conflict do nothing;
  end if;
end $$;

create function write_interaction_document() returns trigger language plpgsql as $$
begin
  new.document := nullif(search_document(concat_ws(' ', new.subject, new.remote_name, new.note, new.text, new.transcript)),
    '');
  perform gather_words(new.document);
  return new;
end $$;
create trigger interaction_written before insert on interaction for each row
  when (new.channel <> 'call' or new.note is not null or new.transcript is not null)
  execute function write_interaction_document();
create trigger interaction_rewritten before update of subject, text, transcript, note on interaction for each row
  when (old.note is distinct from new.note or old.text is distinct from new.text
    or old.subject is distinct from new.subject or old.transcript is distinct from new.transcript)
  execute function write_interaction_document();
create index interaction_words on interaction using gin (document) with (fastupdate = off) where document is not null;
create index interaction_texts on interaction (id) where document is not null;

alter table contact add document tsvector;
create index contact_words on contact using gin (document) with (fastupdate = off);
create index contact_roots on contact (id) where root_id = id;

-- What is searched of a contact, of all its records; only roots are found.
create function contact_document(p_root uuid) returns tsvector language sql stable as $$
  with records as (select c.* from unnest(contact_records(p_root)) id join contact c using (id)),
  said as (select search_text(concat_ws(' ', string_agg(display_name, ' '), string_agg(account, ' '),
        (select string_agg(a.name, ' ') from account a where a.id in (select account_id from records)),
        (select string_agg(address, ' ') from contact_email where contact_id in (select id from records)),
        (select string_agg(address, ' ') from contact_messenger where contact_id in (select id from records)),
        (select string_agg(value, ' ') from contact_key where contact_id in (select id from records)),
        (select string_agg(tag, ' ') from records, unnest(tags) tag),
        (select string_agg(text, ' ') from contact_address where contact_id in (select id from records)),
        (select string_agg(value #>> '{}', ' ') from records, jsonb_each(fields)),
        string_agg(note, ' '))) as words from records)
  select to_tsvector('simple', words) || to_tsvector('hub_stems', words)
    || coalesce((select array_to_tsvector(array_agg(distinct key)) from (
        select ltrim(number, '+') as key from contact_phone where contact_id in (select id from records)
        union select 'r' || reverse(ltrim(number, '+')) from contact_phone where contact_id in (select id from records)
      ) x where key <> ''), '')
  from said
$$;

-- To be called when anything of a contact has changed that is not a column of its row; see the trigger below.
create function refresh_contact_document(p_id uuid) returns void language plpgsql as $$
declare
  root uuid := (select root_id from contact where id = p_id);
  words tsvector := strip(contact_document(root));
begin
  if p_id <> root then
    update contact set document = null where id = p_id and document is not null;
  end if;
  update contact set document = words where id = root and document is distinct from words;
  if found then
    perform gather_words(words);
  end if;
end $$;

create function refresh_changed_contact() returns trigger language plpgsql as $$
begin
  perform refresh_contact_document(new.id);
  if old.root_id <> new.root_id and old.root_id <> new.id then
    perform refresh_contact_document(old.root_id);
  end if;
  return null;
end $$;
create trigger contact_document_of_changed
  after update of root_id, display_name, account, account_id, note, tags, fields on contact for each row
  when ((old.root_id, old.display_name, old.account, old.account_id, old.note, old.tags, old.fields)
    is distinct from (new.root_id, new.display_name, new.account, new.account_id, new.note, new.tags, new.fields))
  execute function refresh_changed_contact();

create function refresh_changed_account() returns trigger language plpgsql as $$
begin
  perform refresh_contact_document(id) from contact where account_id = new.id;
  return null;
end $$;
create trigger account_document_of_changed after update of name on account for each row
  when (old.name <> new.name) execute function refresh_changed_account();

-- What a word may stand as: itself, the beginning of a word, or any form of it. Nothing for a word that says nothing.
create function search_term(p_word text, p_begins boolean) returns tsquery language sql immutable parallel safe
return case
  when p_begins then (quote_literal(p_word) || ':*')::tsquery || plainto_tsquery('hub_stems', p_word)
  when numnode(plainto_tsquery('hub_words', p_word)) = 0 then ''::tsquery
  else quote_literal(p_word)::tsquery || plainto_tsquery('hub_stems', p_word) end;

-- Words, each with what it may stand for instead: [{"words": ["договр", "договор"], "begins": false, "mayDrop": false}, …].
-- All must be there, but for words that say nothing.
create function search_query(p_terms jsonb) returns tsquery language plpgsql immutable parallel safe
set client_min_messages = warning as $$ -- it is no news that some words say nothing
declare
  term jsonb;
  word text;
  either tsquery;
  result tsquery := '';
begin
  for term in select value from jsonb_array_elements(p_terms) loop
    either := '';
    continue when (term ->> 'mayDrop')::boolean and numnode(plainto_tsquery('hub_words', term #>> '{words,0}')) = 0;
    for word in select value from jsonb_array_elements_text(term -> 'words') loop
      either := either || search_term(word, (term ->> 'begins')::boolean);
    end loop;
    result := result && either;
  end loop;
  return result;
end $$;

-- The text with what was found between U+0002 and U+0003, once as words and once as stems; else as long as the text is.
create function search_marks(p_text text, p_query tsquery) returns text[] language sql stable parallel safe
return array[
  ts_headline('hub_words', search_text(left(p_text, 20000)), p_query, E'HighlightAll=true, StartSel=\x02, StopSel=\x03'),
  ts_headline('hub_stems', search_text(left(p_text, 20000)), p_query, E'HighlightAll=true, StartSel=\x02, StopSel=\x03')];

-- What was written before there was a search.
select refresh_contact_document(id) from contact where root_id = id;
update interaction set document = nullif(search_document(concat_ws(' ', remote_name, note)), '')
  where note is not null or channel <> 'call';
select learn_words();
