-- What networks were told, once each. It refers to no lead: what was told stays told, whatever becomes of the lead.
create table conversion_upload (
  lead_id uuid not null,
  network text not null check (network in ('yandex', 'google')),
  -- As the network calls the goal.
  name text not null,
  at timestamptz not null,
  id_kind text not null,
  id_value text not null,
  price double precision,
  currency text not null,
  action text,
  state text not null default 'waiting' check (state in ('sending', 'waiting', 'sent', 'refused')),
  -- The upload that it was part of; null: it is in none, or in one that was surely not taken.
  batch uuid,
  tries int not null default 0,
  next_at timestamptz not null,
  sent_at timestamptz,
  error text,
  primary key (lead_id, network, name)
);
create index conversion_upload_due on conversion_upload (network, next_at) where state in ('sending', 'waiting');

-- Leads by when they came to be what advertisements are for.
create index lead_created on lead (created_at);
create index lead_taken on lead (taken_at) where taken_at is not null;
create index lead_closed on lead (closed_at) where closed_at is not null;

-- Which calls were looked at, and the lead that came of it, if one did.
create table call_lead (
  interaction_id uuid primary key,
  lead_id uuid,
  at timestamptz not null default now()
);
create index call_lead_lead on call_lead (lead_id) where lead_id is not null;
create index call_lead_at on call_lead (at);

-- Makes a lead of a call that is over, when whoever called was new to us; who has an open lead already joins it. Whoever
-- talked with them has taken it. Answers what was appended to the event stream.
create function lead_of_call(p_interaction uuid, p_lead uuid, p_contact uuid, p_who jsonb) returns setof feed
language plpgsql set plan_cache_mode = force_generic_plan as $$
declare
  number text := p_who #>> '{phones,0,number}';
  who record;
  call interaction;
  of_form form;
  record_found uuid;
  lead_now uuid;
  took uuid;
  is_made boolean := false;
  claimed uuid[] := '{}';
  last_seen jsonb;
begin
  insert into call_lead (interaction_id) values (p_interaction) on conflict do nothing;
  if not found then
    return;
  end if;
  select * into who from identify(array[number], '{}');
  select * into call from interaction where id = p_interaction;
  select f.* into of_form from line_source s join form f on f.id = s.form_id where s.address = call.line and s.leads limit 1;
  record_found := coalesce(call.contact_id, who.record_id);
  lead_now := open_lead(record_found, number, null, coalesce((of_form.settings ->> 'joinDays')::int, 30));
  if lead_now is null then
    if record_found is null and not who.is_unknown or exists (
        select from contact c where c.root_id = (select root_id from contact where id = record_found)
          and c.created_at < call.started_at) then
      return;
    end if;
    if record_found is null then
      record_found := p_contact;
      claimed := make_contact(p_contact, p_who);
      is_made := true;
    end if;
  end if;

  last_seen := nullif(call.attribution #> '{touch,last}', 'null');
  took := case when call.outcome = 'answered' then talker(call) end;
  if lead_now is null then
    lead_now := p_lead;
    insert into lead (id, form_id, form_key, form_name, line, source, contact_id, state, owner_id, name, phone, text, search,
        first_touch, last_touch, visit, page, interaction_id, created_at, last_at, taken_at, first_touch_at)
      values (p_lead, of_form.id, coalesce(of_form.key, call.line),
        coalesce(of_form.settings ->> 'name', call.line_name, call.line), call.line, call.attribution ->> 'source',
        record_found, case when took is null then 'new' else 'taken' end, took, call.remote_name, number, '',
        p_who ->> 'leadSearch', coalesce(nullif(call.attribution #> '{touch,first}', 'null'), last_seen), last_seen,
        call.attribution ->> 'visit', call.attribution ->> 'page', call.id, call.started_at, call.started_at,
        case when took is not null then call.answered_at end, case when took is not null then call.answered_at end);
  else
    update lead set contact_id = coalesce(contact_id, record_found), source = coalesce(source, call.attribution ->> 'source'),
      last_touch = coalesce(last_seen, last_touch), visit = coalesce(call.attribution ->> 'visit', visit),
      page = coalesce(call.attribution ->> 'page', page), submissions = submissions + 1,
      last_at = greatest(last_at, call.started_at), version = version + 1 where id = lead_now;
  end if;
  update call_lead set lead_id = lead_now where interaction_id = p_interaction;

  -- From here on others wait for the event stream.
  if is_made then
    return query select f.* from contact c, append_feed('contact', contact_json(c)) f where c.id = p_contact;
    return query select * from append_interactions(claimed);
  end if;
  return query select f.* from lead l, append_feed('lead', lead_json(l)) f where l.id = lead_now;
end $$;
