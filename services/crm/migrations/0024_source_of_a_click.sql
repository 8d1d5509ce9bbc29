-- Advertisements that are marked by the network alone say no utm_source: the id of the click says whose it is.
create function touch_source(p_touch jsonb) returns text language sql immutable parallel safe
return coalesce(p_touch ->> 'utmSource', case
  when p_touch ?| array['gclid', 'gbraid', 'wbraid'] then 'google'
  when p_touch ? 'yclid' then 'yandex'
  when p_touch ? 'vkclid' then 'vk'
  when p_touch ? 'fbclid' then 'facebook' end);

create or replace function write_lead(
  p_id uuid, p_form form, p_sent jsonb, p_at timestamptz, p_contact uuid, p_interaction uuid, p_state text, p_is_another boolean
) returns void language plpgsql as $$
declare
  first_seen jsonb := nullif(p_sent #> '{touch,first}', 'null');
  last_seen jsonb := nullif(p_sent #> '{touch,last}', 'null');
begin
  insert into lead as l (id, form_id, form_key, form_name, line, source, contact_id, state, name, phone, email, text, search,
      first_touch, last_touch, visit, page, interaction_id, spam, created_at, last_at)
    values (p_id, p_form.id, p_sent ->> 'form', coalesce(p_form.settings ->> 'name', p_sent ->> 'form'),
      coalesce(p_form.settings ->> 'line', p_sent ->> 'form'),
      coalesce(touch_source(last_seen), p_form.settings ->> 'source'), p_contact, p_state, p_sent ->> 'name',
      p_sent ->> 'phone', p_sent ->> 'email', p_sent ->> 'text', p_sent ->> 'leadSearch', coalesce(first_seen, last_seen),
      last_seen, p_sent ->> 'visit', p_sent ->> 'page', p_interaction,
      array(select jsonb_array_elements_text(p_sent -> 'spam')), p_at, p_at)
    on conflict (id) do update set
      contact_id = coalesce(l.contact_id, excluded.contact_id),
      interaction_id = coalesce(excluded.interaction_id, l.interaction_id),
      name = coalesce(excluded.name, l.name), phone = coalesce(l.phone, excluded.phone),
      email = coalesce(l.email, excluded.email),
      text = case when excluded.text <> '' then excluded.text else l.text end,
      search = left(case when p_is_another then excluded.search || ' ' || l.search else excluded.search end, 4000),
      first_touch = coalesce(l.first_touch, excluded.first_touch),
      last_touch = coalesce(excluded.last_touch, l.last_touch), source = coalesce(l.source, excluded.source),
      submissions = l.submissions + case when p_is_another then 1 else 0 end,
      last_at = greatest(l.last_at, excluded.last_at), visit = coalesce(excluded.visit, l.visit),
      page = coalesce(excluded.page, l.page), version = l.version + 1;
end $$;

create or replace function attribution_json(
  p_line text, p_source text, p_visit text, p_page text, p_first jsonb, p_last jsonb, p_certainty text
) returns jsonb language sql immutable parallel safe
return jsonb_build_object('source', coalesce(touch_source(p_last), p_source), 'line', p_line, 'visit', p_visit,
  'page', p_page, 'touch', jsonb_build_object('first', p_first, 'last', p_last), 'certainty', p_certainty);

create or replace function touched_by(i interaction) returns void language plpgsql as $$
begin
  insert into contact_touch as t (contact_id, interaction_id, at, channel, source, touch)
    values (i.contact_id, i.id, i.started_at, i.channel,
      coalesce(touch_source(i.attribution #> '{touch,first}'), i.attribution ->> 'source'),
      coalesce(nullif(i.attribution #> '{touch,first}', 'null'), nullif(i.attribution #> '{touch,last}', 'null')))
    on conflict (contact_id) do update set interaction_id = excluded.interaction_id, at = excluded.at,
      channel = excluded.channel, source = excluded.source, touch = excluded.touch
      where (excluded.at, excluded.interaction_id) < (t.at, t.interaction_id);
end $$;
