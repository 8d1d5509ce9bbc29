-- The shape of contracts/interaction.ts in one expression, which PostgreSQL writes into a statement that calls it: a page
-- of a list asks for fifty, and a function with a query of its own would be started as often. `contact` is made by the
-- caller, in a subquery or a join.
create function interaction_shape(i interaction, contact json) returns json language sql stable
return json_build_object(
  'id', i.id, 'channel', i.channel, 'direction', i.direction, 'state', i.state, 'outcome', i.outcome,
  'reason', i.reason, 'startedAt', iso(i.started_at), 'answeredAt', iso(i.answered_at), 'endedAt', iso(i.ended_at),
  'waitSeconds', i.wait_seconds, 'talkSeconds', i.talk_seconds, 'holdSeconds', i.hold_seconds,
  'remote', json_build_object('address', i.remote_address, 'raw', i.remote_raw, 'name', i.remote_name),
  'line', i.line, 'lineName', i.line_name, 'queue', i.queue, 'contact', contact,
  'subject', i.subject, 'preview', left(i.text, 300),
  'participants', i.participants, 'transfers', i.transfers, 'recordings', i.recordings,
  'disposition', i.disposition, 'note', i.note,
  'wrapUp', case when i.wrap_started_at is not null then json_build_object(
    'startedAt', iso(i.wrap_started_at), 'endedAt', iso(i.wrap_ended_at),
    'seconds', extract(epoch from i.wrap_ended_at - i.wrap_started_at)) end,
  'source', json_build_object('system', i.source_system, 'instance', i.source_instance, 'ids', i.source_ids),
  'estimated', i.estimated, 'version', i.version);

create or replace function interaction_json(i interaction) returns jsonb language sql stable
return interaction_shape(i, (
  select json_build_object('id', root.id, 'displayName', root.display_name)
  from contact c join contact root on root.id = c.root_id where c.id = i.contact_id))::jsonb;
