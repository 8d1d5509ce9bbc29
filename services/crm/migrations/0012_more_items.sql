alter table feed drop constraint feed_type_check;
alter table feed add constraint feed_type_check check (type in ('interaction', 'contact', 'user', 'team', 'account',
  'contact-field', 'segment', 'file', 'feed-gap', 'task', 'missed-call'));

-- The contact that an item is about. A file is its holder's.
create or replace function feed_contact(p_type text, p_data jsonb) returns uuid language plpgsql stable as $$
begin
  return case p_type
    when 'contact' then (p_data ->> 'id')::uuid
    when 'file' then coalesce((p_data ->> 'contact')::uuid,
      (select contact_id from interaction where id = (p_data ->> 'interaction')::uuid))
    when 'interaction' then (p_data #>> '{contact,id}')::uuid
    when 'task' then (p_data #>> '{contact,id}')::uuid
    when 'missed-call' then (p_data #>> '{contact,id}')::uuid end;
end $$;

-- The users that an item names as having to do with it.
create or replace function feed_users(p_type text, p_data jsonb) returns uuid[] language plpgsql stable as $$
begin
  return case p_type
    when 'interaction' then array(select distinct (p #>> '{user,id}')::uuid
      from jsonb_array_elements(p_data -> 'participants') p where p #>> '{user,id}' is not null)
    when 'contact' then array(select distinct u from interaction took, unnest(took.user_ids) u
      where took.contact_id = any(contact_records((p_data ->> 'id')::uuid)))
    when 'file' then case when p_data ->> 'interaction' is null
      then array(select distinct u from interaction took, unnest(took.user_ids) u
        where took.contact_id = any(contact_records((p_data ->> 'contact')::uuid)))
      else coalesce((select user_ids from interaction where id = (p_data ->> 'interaction')::uuid), '{}') end
    when 'task' then array(select distinct u::uuid from (
      select value as u from jsonb_array_elements_text(p_data -> 'to')
      union all select p_data #>> '{assignee,id}' union all select p_data #>> '{createdBy,id}') x where u is not null)
    when 'missed-call' then array(select (p_data #>> '{owner,id}')::uuid where p_data #>> '{owner,id}' is not null)
    else '{}' end;
end $$;
