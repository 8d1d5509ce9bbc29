-- What every lead, call and change of a contact goes through, in statements whose plans are made once.

-- What is searched of a contact, of all its records; only roots are found.
create or replace function contact_document(p_root uuid) returns tsvector language plpgsql stable
set plan_cache_mode = force_generic_plan as $$
declare
  records uuid[] := contact_records(p_root);
  words text := search_text(concat_ws(' ',
    (select concat_ws(' ', string_agg(display_name, ' '), string_agg(account, ' ')) from contact where id = any(records)),
    (select string_agg(a.name, ' ') from account a
      where a.id = any(array(select account_id from contact where id = any(records)))),
    (select string_agg(address, ' ') from contact_email where contact_id = any(records)),
    (select string_agg(address, ' ') from contact_messenger where contact_id = any(records)),
    (select string_agg(value, ' ') from contact_key where contact_id = any(records)),
    (select string_agg(tag, ' ') from contact, unnest(tags) tag where id = any(records)),
    (select string_agg(text, ' ') from contact_address where contact_id = any(records)),
    (select string_agg(value #>> '{}', ' ') from contact, jsonb_each(fields) where id = any(records)),
    (select string_agg(note, ' ') from contact where id = any(records))));
  -- As they are written, and from their end.
  numbers text[] := array(
    select distinct key from contact_phone, ltrim(number, '+') digits, unnest(array[digits, 'r' || reverse(digits)]) key
      where contact_id = any(records) and digits <> '');
begin
  return to_tsvector('simple', words) || to_tsvector('hub_stems', words) || array_to_tsvector(numbers);
end $$;

-- The open lead of whom the form is from, which takes up what they send again: found by its index, then held.
create or replace function open_lead(p_contact uuid, p_phone text, p_email text, p_join_days int) returns uuid
language plpgsql set plan_cache_mode = force_generic_plan as $$
declare
  since timestamptz := now() - make_interval(days => p_join_days);
  records uuid[];
  candidate uuid;
  found_id uuid;
begin
  -- Neither their age nor their state is a condition: there are indexes of these, which have all leads of these days.
  if p_contact is not null then
    select contact_records(root_id) into records from contact where id = p_contact;
    select (max(id::text) filter (where created_at > since and state in ('new', 'taken')))::uuid into candidate from lead
      where contact_id = any(records);
  else
    select (max(id::text) filter (where created_at > since))::uuid into candidate from (
      select id, created_at from lead where contact_id is null and state in ('new', 'taken') and phone = p_phone
      union all
      select id, created_at from lead where contact_id is null and state in ('new', 'taken') and email = p_email) theirs;
  end if;
  if candidate is not null then
    select id into found_id from lead where id = candidate and state in ('new', 'taken') for update;
  end if;
  return found_id;
end $$;

-- Whose calls the statement changed: missed calls follow them.
create or replace function follow_interactions() returns setof uuid language plpgsql
set plan_cache_mode = force_generic_plan as $$
declare
  ids uuid[] := string_to_array(ltrim(current_setting('perezvon.followed', true)), ' ');
  one uuid;
begin
  perform set_config('perezvon.followed', '', true);
  -- One customer at a time: of two calls that end at once, each sees what the other did.
  perform pg_advisory_xact_lock(key) from (
    select distinct hashtextextended('missed ' || who, 0) as key from (
      select remote_address as who from interaction where id = any(ids)
      union all
      select (select root_id::text from contact where id = i.contact_id) from interaction i where i.id = any(ids)) x
    where who is not null order by 1) keys;
  for one in select distinct id from unnest(ids) id order by id loop
    return query select follow_interaction(one);
  end loop;
end $$;

-- Nearly all contacts have one record: others are looked for in a small index, which has them in the order that is asked for.
-- In that of the ids alone the planner walks through all contacts rather than sort what it takes for many.
drop index contact_merged;
create index contact_merged on contact (root_id, id) where root_id <> id;
