-- Whose customer an item of the event stream is about, and who had to do with it: so that whoever passes it on knows whom to
-- tell without asking. Without owner and team it is for all.
alter table feed add owner_id uuid, add team_id uuid, add user_ids uuid[] not null default '{}';
alter table feed drop constraint feed_type_check;
alter table feed add constraint feed_type_check
  check (type in ('interaction', 'contact', 'user', 'team', 'feed-gap', 'task', 'missed-call'));

-- The users that an item names as having to do with it.
create function feed_users(p_type text, p_data jsonb) returns uuid[] language plpgsql stable as $$
begin
  return case p_type
    when 'interaction' then array(select distinct (p #>> '{user,id}')::uuid
      from jsonb_array_elements(p_data -> 'participants') p where p #>> '{user,id}' is not null)
    when 'contact' then array(select distinct u from interaction took, unnest(took.user_ids) u
      where took.contact_id = any(contact_records((p_data ->> 'id')::uuid)))
    when 'task' then array(select distinct u::uuid from (
      select value as u from jsonb_array_elements_text(p_data -> 'to')
      union all select p_data #>> '{assignee,id}' union all select p_data #>> '{createdBy,id}') x where u is not null)
    when 'missed-call' then array(select (p_data #>> '{owner,id}')::uuid where p_data #>> '{owner,id}' is not null)
    else '{}' end;
end $$;

-- The contact that an item is about.
create function feed_contact(p_type text, p_data jsonb) returns uuid language sql immutable parallel safe
return (case when p_type = 'contact' then p_data ->> 'id' else p_data #>> '{contact,id}' end)::uuid;

create or replace function append_feed(p_type text, p_data jsonb) returns setof feed language plpgsql as $$
declare
  next bigint;
  changed uuid[];
  entry jsonb;
  users uuid[] := feed_users(p_type, p_data);
  about uuid := feed_contact(p_type, p_data);
  owner uuid;
  team uuid;
begin
  if coalesce(current_setting('perezvon.followed', true), '') <> '' then
    changed := array(select follow_interactions());
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
end $$;

-- What was told before is for whom it would be told now.
update feed f set user_ids = feed_users(f.type, f.data), owner_id = root.owner_id, team_id = root.team_id
  from feed same left join contact c on c.id = feed_contact(same.type, same.data)
  left join contact root on root.id = c.root_id
  where same.seq = f.seq and f.type in ('interaction', 'contact', 'task', 'missed-call');
