-- Merges: who was found to be whom. The rows stay when a merge is undone: they are the audit.
create table contact_merge (
  id uuid primary key,
  winner_id uuid not null references contact,
  loser_ids uuid[] not null,
  -- The names that they had: [{id, displayName}].
  contacts jsonb not null,
  -- By field, whose value was taken.
  fields jsonb not null,
  by_id uuid references app_user on delete set null,
  at timestamptz not null,
  undone_at timestamptz,
  undone_by uuid references app_user on delete set null
);
create index contact_merge_newest on contact_merge (at desc, id desc);
create index contact_merge_winner on contact_merge (winner_id);
create index contact_merge_losers on contact_merge using gin (loser_ids);
create index contact_merged_into on contact (merged_into) where merged_into is not null;

-- The values that merges took from another record, as long as neither an undo nor an edit took them back.
create table contact_choice (
  seq bigint generated always as identity,
  merge_id uuid not null references contact_merge,
  winner_id uuid not null references contact,
  field text not null,
  source_id uuid not null references contact,
  primary key (merge_id, field)
);
create index contact_choice_newest on contact_choice (winner_id, field, seq desc);

-- What a record shows of a field of which it has only one. The JSON null stands for nothing.
create function contact_value(c contact, p_field text) returns jsonb language sql stable
return coalesce(case p_field
  when 'displayName' then to_jsonb(c.display_name)
  when 'account' then case when c.account is null and c.account_id is null then null
    else jsonb_build_object('name', c.account, 'id', c.account_id) end
  when 'note' then to_jsonb(c.note)
  when 'owner' then to_jsonb(c.owner_id)
  when 'team' then to_jsonb(c.team_id)
  else c.fields -> substr(p_field, length('fields.') + 1) end, 'null');

-- Makes the record show these values. Who or what was deleted meanwhile is not brought back.
create function show_values(p_id uuid, p_values jsonb, p_own jsonb) returns void language plpgsql as $$
declare
  fields_set jsonb := coalesce((select jsonb_object_agg(substr(key, length('fields.') + 1), value)
    from jsonb_each(p_values) where starts_with(key, 'fields.') and value <> 'null'), '{}');
  fields_gone text[] := array(select substr(key, length('fields.') + 1)
    from jsonb_each(p_values) where starts_with(key, 'fields.') and value = 'null');
begin
  update contact set
    own = p_own,
    display_name = case when p_values ? 'displayName' then p_values ->> 'displayName' else display_name end,
    account = case when p_values ? 'account' then p_values #>> '{account,name}' else account end,
    account_id = case when p_values ? 'account'
      then (select a.id from account a where a.id = (p_values #>> '{account,id}')::uuid) else account_id end,
    note = case when p_values ? 'note' then p_values ->> 'note' else note end,
    owner_id = case when p_values ? 'owner'
      then (select u.id from app_user u where u.id = (p_values ->> 'owner')::uuid) else owner_id end,
    team_id = case when p_values ? 'team'
      then (select t.id from team t where t.id = (p_values ->> 'team')::uuid) else team_id end,
    fields = (fields || fields_set) - fields_gone
    where id = p_id;
end $$;

-- Makes a record show what the newest choices say of these fields, else what it says itself; then whoever took such a
-- value from it. `own` keeps, by field, what the record says itself and what it shows instead.
create function refresh_choices(p_contact uuid, p_fields text[]) returns void language plpgsql as $$
declare
  current_id uuid := p_contact;
  names text[] := p_fields;
  held contact;
  source contact;
  one text;
  shown jsonb;
  new_own jsonb;
  new_values jsonb;
begin
  while current_id is not null and names <> '{}' loop
    select * into held from contact where id = current_id;
    new_own := held.own;
    new_values := '{}';
    foreach one in array names loop
      select c.* into source from contact_choice x join contact c on c.id = x.source_id
        where x.winner_id = current_id and x.field = one order by x.seq desc limit 1;
      if found then
        shown := contact_value(source, one);
        new_own := new_own || jsonb_build_object(one, jsonb_build_object(
          'own', coalesce(held.own #> array[one, 'own'], contact_value(held, one)), 'shown', shown));
        new_values := new_values || jsonb_build_object(one, shown);
      elsif held.own ? one then
        new_values := new_values || jsonb_build_object(one, held.own #> array[one, 'own']);
        new_own := new_own - one;
      end if;
    end loop;
    if new_values <> '{}' then
      perform show_values(current_id, new_values, new_own);
    end if;
    names := array(select x.field from contact_choice x
      where x.winner_id = held.merged_into and x.source_id = current_id and x.field = any(names));
    current_id := held.merged_into;
  end loop;
end $$;

-- A value that somebody has changed since a merge chose it is nobody's choice any more.
create function forget_choices() returns trigger language plpgsql as $$
declare
  one text;
begin
  for one in select jsonb_object_keys(new.own) loop
    if contact_value(new, one) is distinct from new.own #> array[one, 'shown'] then
      new.own := new.own - one;
      delete from contact_choice where winner_id = new.id and field = one;
    end if;
  end loop;
  return new;
end $$;
create trigger contact_edited before update on contact for each row when (new.own <> '{}')
  execute function forget_choices();

-- The record, and all that were merged into it, belong to this root from now on.
create function set_root(p_top uuid, p_root uuid) returns void language sql
begin atomic
  with recursive below as (
    select p_top as id union all select c.id from contact c join below b on c.merged_into = b.id
  )
  update contact set root_id = p_root from below where contact.id = below.id;
end;

create function merge_json(m contact_merge) returns jsonb language sql stable
return jsonb_build_object(
  'id', m.id, 'winner', m.winner_id, 'losers', to_jsonb(m.loser_ids), 'contacts', m.contacts, 'fields', m.fields,
  'by', user_brief(m.by_id), 'at', iso(m.at), 'undoneAt', iso(m.undone_at), 'undoneBy', user_brief(m.undone_by));

-- What speaks for or against a contact behind a number or an address: what a person said ('is', 'is-not': the newest
-- word holds), and where it was written ('mentioned': then it is about whoever the interaction is with).
create table evidence (
  id bigint generated always as identity primary key,
  contact_id uuid references contact on delete cascade,
  kind text not null check (kind in ('phone', 'email')),
  value text not null,
  verdict text not null check (verdict in ('is', 'is-not', 'mentioned')),
  interaction_id uuid,
  place text check (place in ('text', 'note')),
  by_id uuid references app_user on delete set null,
  at timestamptz not null,
  check (case verdict when 'mentioned' then interaction_id is not null and place is not null
    else contact_id is not null end)
);
create index evidence_value on evidence (kind, value, at desc);
create unique index evidence_verdict on evidence (contact_id, kind, value) where verdict <> 'mentioned';
create unique index evidence_mention on evidence (interaction_id, place, kind, value) where verdict = 'mentioned';

-- What people said last of each contact and this number or address.
create function verdicts(p_kind text, p_value text)
returns table (root uuid, record uuid, verdict text, at timestamptz, by_id uuid, interaction_id uuid)
language sql stable as $$
  select distinct on (c.root_id) c.root_id, e.contact_id, e.verdict, e.at, e.by_id, e.interaction_id
  from evidence e join contact c on c.id = e.contact_id
  where e.kind = p_kind and e.value = p_value and e.verdict <> 'mentioned'
  order by c.root_id, e.at desc, e.id desc
$$;

-- The record to which a number or an address points: none if nobody or several contacts have it. Whoever it was said not
-- to be does not count; where nobody has it, the one person of whom it was said does.
create function only_record(p_kind text, p_value text) returns uuid language plpgsql stable as $$
declare
  denied uuid[] := array(select v.root from verdicts(p_kind, p_value) v where v.verdict = 'is-not');
  holders int;
  found_record uuid;
begin
  if p_kind = 'phone' then
    select count(distinct c.root_id), (array_agg(c.id order by c.id <> c.root_id, c.id))[1] into holders, found_record
      from contact_phone p join contact c on c.id = p.contact_id where p.number = p_value and c.root_id <> all(denied);
  else
    select count(distinct c.root_id), (array_agg(c.id order by c.id <> c.root_id, c.id))[1] into holders, found_record
      from contact_email e join contact c on c.id = e.contact_id where e.key = p_value and c.root_id <> all(denied);
  end if;
  if holders = 0 then
    select count(*), (array_agg(v.record))[1] into holders, found_record
      from verdicts(p_kind, p_value) v where v.verdict = 'is';
  end if;
  return case when holders = 1 then found_record end;
end $$;

create or replace function only_contact(p_number text) returns uuid language plpgsql stable as $$
begin
  return only_record('phone', p_number);
end $$;

-- Two contacts that may be one. `state` is what a person said; that they were merged is seen by their roots.
create table duplicate (
  id uuid primary key,
  a_id uuid not null references contact on delete cascade,
  b_id uuid not null references contact on delete cascade,
  score double precision not null,
  evidence jsonb not null,
  state text not null default 'open' check (state in ('open', 'dismissed')),
  found_at timestamptz not null,
  dismissed_at timestamptz,
  dismissed_by uuid references app_user on delete set null,
  unique (a_id, b_id),
  check (a_id < b_id)
);
create index duplicate_newest on duplicate (found_at desc, id desc);
create index duplicate_b on duplicate (b_id);

-- The words of the name, folded and in order, as the code makes it: names are compared by it.
alter table contact add name_key text;
create index contact_name_key on contact (name_key) where name_key is not null;

-- Applies the whole state of a message, if it is newer than what its subject said before; see apply_call. `p_kind` says
-- what `p_remote` is: a phone, an email, or the address of a messenger, which is named as the source.
create function apply_message(
  p_subject text, p_new_id uuid, p_message jsonb, p_remote text, p_kind text, p_line_name text, p_mentions jsonb
) returns setof feed language plpgsql as $$
declare
  target uuid;
  old interaction;
  row interaction;
  people jsonb;
  users uuid[];
  contact_found uuid;
  source text := split_part(p_subject, ':', 1);
begin
  insert into interaction_subject as s (subject, interaction_id, version)
    values (p_subject, p_new_id, (p_message ->> 'version')::bigint)
    on conflict (subject) do update set version = excluded.version where s.version < excluded.version
    returning s.interaction_id into target;
  if not found then
    return;
  end if;
  select * into old from interaction where id = target;

  -- A colleague is known by an extension or by the login.
  select coalesce(jsonb_agg(p || jsonb_build_object('user', user_brief(u.id)) order by x.place), '[]'),
      coalesce(array_agg(distinct u.id) filter (where u.id is not null), '{}')
    into people, users
    from jsonb_array_elements(p_message -> 'participants') with ordinality as x(p, place)
    left join lateral (
      select id from app_user where lower(login) = lower(p ->> 'address')
      union all select user_id from user_extension where extension = p ->> 'address' limit 1) u on true;

  if p_remote is not null and (old.contact_id is null or old.remote_address is distinct from p_remote) then
    if p_kind in ('phone', 'email') then
      contact_found := only_record(p_kind, p_remote);
    else
      select min(m.contact_id::text)::uuid into contact_found from contact_messenger m join contact c on c.id = m.contact_id
        where m.kind = source and m.key = p_remote having count(distinct c.root_id) = 1;
    end if;
  end if;

  if old.id is null then
    insert into interaction (
      id, channel, direction, state, started_at, ended_at, wait_seconds, talk_seconds, hold_seconds,
      remote_address, remote_raw, remote_name, line, line_name, contact_id, contact_by, participants, user_ids, transfers,
      recordings, source_system, source_instance, source_ids, estimated, subject, text
    ) values (
      target, p_message ->> 'channel', p_message ->> 'direction', p_message ->> 'state',
      (p_message ->> 'startedAt')::timestamptz, (p_message ->> 'endedAt')::timestamptz, 0, 0, 0,
      p_remote, p_message #>> '{remote,raw}', p_message #>> '{remote,name}', p_message ->> 'line', p_line_name,
      contact_found, case when contact_found is not null then 'number' end, people, users, '[]', '[]',
      source, split_part(p_subject, ':', 2), p_message -> 'ids', p_message -> 'estimated',
      p_message ->> 'subject', p_message ->> 'text'
    ) returning * into row;
  else
    -- A contact that a person chose, or that the same address had before, stays.
    update interaction i set
      channel = p_message ->> 'channel', direction = p_message ->> 'direction', state = p_message ->> 'state',
      started_at = (p_message ->> 'startedAt')::timestamptz, ended_at = (p_message ->> 'endedAt')::timestamptz,
      remote_address = p_remote, remote_raw = p_message #>> '{remote,raw}', remote_name = p_message #>> '{remote,name}',
      line = p_message ->> 'line', line_name = p_line_name,
      contact_id = case when i.contact_by = 'person' or (i.contact_id is not null
        and i.remote_address is not distinct from p_remote) then i.contact_id else contact_found end,
      contact_by = case when i.contact_by = 'person' or (i.contact_id is not null
        and i.remote_address is not distinct from p_remote) then i.contact_by
        when contact_found is not null then 'number' end,
      participants = people, user_ids = users, source_ids = p_message -> 'ids', estimated = p_message -> 'estimated',
      subject = p_message ->> 'subject', text = p_message ->> 'text', version = i.version + 1
      where id = target returning * into row;
  end if;

  if old.id is null or old.user_ids <> users or old.started_at <> row.started_at then
    delete from interaction_user
      where interaction_id = target and (user_id <> all(users) or started_at <> row.started_at);
    insert into interaction_user (user_id, started_at, interaction_id)
      select u, row.started_at, target from unnest(users) u on conflict do nothing;
  end if;
  delete from evidence where interaction_id = target and place = 'text' and verdict = 'mentioned';
  insert into evidence (kind, value, verdict, interaction_id, place, at)
    select m ->> 'kind', m ->> 'value', 'mentioned', target, 'text', row.started_at
    from jsonb_array_elements(p_mentions) m where m ->> 'value' is distinct from p_remote;
  return query select * from append_feed('interaction', interaction_json(row));
end $$;

create index contact_email_domain on contact_email (split_part(key, '@', 2), contact_id);
