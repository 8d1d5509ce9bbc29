-- When somebody first spoke with whoever a lead is of, or wrote to them.
create index lead_untouched_contact on lead (contact_id) where first_touch_at is null and state in ('new', 'taken');
create index lead_untouched_phone on lead (phone) where first_touch_at is null and state in ('new', 'taken');
create index lead_untouched_email on lead (email) where first_touch_at is null and state in ('new', 'taken');

-- An interaction reached somebody: their open leads are touched. What it touched is remembered until the transaction
-- appends to the event stream. The clock of a PBX may differ from that of the hub by a minute; what turns out only later to
-- be of this contact counts only if it came after the lead.
create function touch_leads() returns trigger language plpgsql set plan_cache_mode = force_generic_plan as $$
declare
  reached timestamptz := reached_at(new);
  records uuid[];
  slack interval := interval '1 minute';
  noted text;
begin
  if reached is null then
    return null;
  end if;
  if tg_op = 'UPDATE' and reached_at(old) is not null then
    if (old.contact_id, old.remote_address) is not distinct from (new.contact_id, new.remote_address) then
      return null;
    end if;
    slack := interval '0';
  end if;
  if new.contact_id is not null then
    select contact_records(root_id) into records from contact where id = new.contact_id;
  end if;
  with touched as (
    update lead l set first_touch_at = greatest(reached, l.created_at), version = l.version + 1
      where l.first_touch_at is null and l.state in ('new', 'taken') and l.created_at <= reached + slack
        and (l.contact_id = any(records) or l.phone = new.remote_address or l.email = new.remote_address)
      returning l.id)
  select string_agg(' ' || id, '') into noted from touched;
  if noted is not null then
    perform set_config('perezvon.touched', coalesce(current_setting('perezvon.touched', true), '') || noted, true);
  end if;
  return null;
end $$;
-- The condition only says that something may have changed: see 0014.
create trigger interaction_touched_first after insert on interaction for each row when (new.direction <> 'internal')
  execute function touch_leads();
create trigger interaction_touched after update on interaction for each row when (
  new.direction <> 'internal' and (old.state, old.outcome, old.answered_at, old.direction, old.contact_id, old.remote_address)
    is distinct from (new.state, new.outcome, new.answered_at, new.direction, new.contact_id, new.remote_address)
) execute function touch_leads();

create or replace function append_feed(p_type text, p_data jsonb) returns setof feed language plpgsql
set plan_cache_mode = force_generic_plan as $$
declare
  next bigint;
  changed uuid[];
  touched uuid[];
  entry jsonb;
  users uuid[] := feed_users(p_type, p_data);
  about uuid := feed_contact(p_type, p_data);
  owner uuid;
  team uuid;
begin
  if coalesce(current_setting('perezvon.followed', true), '') <> '' then
    changed := array(select follow_interactions());
  end if;
  if coalesce(current_setting('perezvon.touched', true), '') <> '' then
    touched := string_to_array(ltrim(current_setting('perezvon.touched', true)), ' ')::uuid[];
    perform set_config('perezvon.touched', '', true);
  end if;
  if about is not null then
    select root.owner_id, root.team_id into owner, team
      from contact c join contact root on root.id = c.root_id where c.id = about;
  end if;
  update feed_counter set seq = seq + 1 returning seq into next;
  return query insert into feed (seq, type, data, at, owner_id, team_id, user_ids)
    values (next, p_type, p_data, clock_timestamp(), owner, team, users) returning *;
  for entry in select missed_call_json(m) from missed_call m where id = any(changed) order by id loop
    return query select * from append_feed('missed-call', entry);
  end loop;
  for entry in select lead_json(l) from lead l where id = any(touched) order by id loop
    return query select * from append_feed('lead', entry);
  end loop;
end $$;
