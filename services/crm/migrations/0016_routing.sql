-- To whom leads go. `settings` is what contracts/lead-rule.ts names.
create table lead_rule (
  id uuid primary key,
  place int not null,
  settings jsonb not null,
  created_at timestamptz not null default date_trunc('milliseconds', now()),
  updated_at timestamptz not null default date_trunc('milliseconds', now()),
  version bigint not null default 1
);

create function lead_rule_json(r lead_rule) returns jsonb language sql stable
return jsonb_build_object('id', r.id) || r.settings || jsonb_build_object(
  'createdAt', iso(r.created_at), 'updatedAt', iso(r.updated_at), 'version', r.version);

-- Leads that look for somebody: each is looked at when it is due, by one process at a time.
create table lead_route (
  lead_id uuid primary key references lead on delete cascade,
  -- Offers of before are of another time: who was asked then may be asked again.
  since timestamptz not null,
  due_at timestamptz not null,
  -- It waits for somebody to come or to be free, and not for a time.
  for_people boolean not null default false
);
create index lead_route_due on lead_route (due_at);
create index lead_route_for_people on lead_route (lead_id) where for_people;

-- A lead that is, or was, put before a person.
create table lead_offer (
  id uuid primary key,
  lead_id uuid not null references lead on delete cascade,
  user_id uuid not null references app_user on delete cascade,
  kind text not null check (kind in ('person', 'supervisor')),
  why text not null check (why in ('rule', 'owner', 'nobody-there', 'not-taken')),
  rule_name text,
  -- The submission that is shown; also by this its pop is known.
  interaction_id uuid not null,
  offered_at timestamptz not null,
  until timestamptz,
  call text check (call in ('due', 'asked', 'stopped', 'failed')),
  call_at timestamptz,
  asked_at timestamptz,
  call_interaction uuid,
  outcome text check (outcome in ('taken', 'declined', 'expired', 'withdrawn')),
  ended_at timestamptz,
  by_id uuid references app_user on delete set null
);
-- One at a time, for a person and for a lead; supervisors have theirs beside.
create unique index lead_offer_of_person on lead_offer (user_id) where outcome is null and kind = 'person';
create unique index lead_offer_of_lead on lead_offer (lead_id) where outcome is null and kind = 'person';
create unique index lead_offer_open on lead_offer (lead_id, user_id) where outcome is null;
create index lead_offer_lead on lead_offer (lead_id, offered_at);
create index lead_offer_last on lead_offer (user_id, offered_at desc);
create index lead_offer_call on lead_offer (call_at) where outcome is null and call in ('due', 'asked');

create function lead_offer_json(o lead_offer) returns jsonb language sql stable
return jsonb_build_object(
  'id', o.id, 'lead', (select lead_json(l) from lead l where l.id = o.lead_id),
  'interaction', (select interaction_json(i) from interaction i where i.id = interaction_now(o.interaction_id)),
  'user', user_brief(o.user_id), 'kind', o.kind, 'why', o.why, 'rule', o.rule_name,
  'offeredAt', iso(o.offered_at), 'until', iso(o.until), 'callAt', case when o.call = 'due' then iso(o.call_at) end,
  'call', o.call, 'outcome', o.outcome, 'by', (select name from app_user where id = o.by_id));

-- A lead that nobody has looks for somebody from its transaction on, where there are rules.
create function route_lead() returns trigger language plpgsql as $$
begin
  if new.state <> 'new' or new.owner_id is not null then
    delete from lead_route where lead_id = new.id;
  elsif exists (select from lead_rule where settings ->> 'isActive' = 'true') then
    insert into lead_route (lead_id, since, due_at) values (new.id, clock_timestamp(), now()) on conflict do nothing;
  end if;
  return null;
end $$;
create trigger lead_seeks after insert on lead for each row when (new.state = 'new' and new.owner_id is null)
  execute function route_lead();
create trigger lead_seeks_again after update on lead for each row when (
  (old.state = 'new' and old.owner_id is null) is distinct from (new.state = 'new' and new.owner_id is null)
) execute function route_lead();

-- The contact that an item is about. A file is its holder's. What an offer has as its `interaction` is whole, and no id: a
-- statement that takes it for one fails before it comes to that, so it has its own.
create or replace function feed_contact(p_type text, p_data jsonb) returns uuid language plpgsql stable as $$
begin
  if p_type = 'lead-offer' then
    return (p_data #>> '{lead,contact,id}')::uuid;
  end if;
  return case p_type
    when 'contact' then (p_data ->> 'id')::uuid
    when 'file' then coalesce((p_data ->> 'contact')::uuid,
      (select contact_id from interaction where id = (p_data ->> 'interaction')::uuid))
    when 'interaction' then (p_data #>> '{contact,id}')::uuid
    when 'task' then (p_data #>> '{contact,id}')::uuid
    when 'missed-call' then (p_data #>> '{contact,id}')::uuid
    when 'lead' then (p_data #>> '{contact,id}')::uuid end;
end $$;

-- The users that an item names as having to do with it.
create or replace function feed_users(p_type text, p_data jsonb) returns uuid[] language plpgsql stable as $$
begin
  if p_type = 'lead-offer' then
    return array[(p_data #>> '{user,id}')::uuid];
  end if;
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
    when 'lead' then array(select (p_data #>> '{owner,id}')::uuid where p_data #>> '{owner,id}' is not null)
    else '{}' end;
end $$;
