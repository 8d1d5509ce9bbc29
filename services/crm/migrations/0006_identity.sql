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
