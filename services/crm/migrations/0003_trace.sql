-- What made an interaction: some entries of one subject in one row, as compressed JSON. A day is dropped whole.
create table trace (
  day date not null,
  subject text not null,
  first bigint not null,
  body bytea not null,
  primary key (subject, first, day)
) partition by range (day);
alter table trace alter column body set storage external; -- it is compressed already

-- Makes room for a day. Only days about now: a clock that is far off must not leave tables that nothing ever drops.
create function trace_day(p_day date) returns date language plpgsql as $$
declare
  today date := (now() at time zone 'UTC')::date;
  day date := least(greatest(p_day, today - 1), today + 1);
begin
  if to_regclass('trace_' || to_char(day, 'YYYYMMDD')) is null then
    perform pg_advisory_xact_lock(hashtext('trace_day'));
    execute format('create table if not exists %I partition of trace for values from (%L) to (%L)',
      'trace_' || to_char(day, 'YYYYMMDD'), day, day + 1);
  end if;
  return day;
end $$;

-- Drops the days that are older than so many.
create function prune_trace(p_keep int) returns void language plpgsql as $$
declare
  name text;
begin
  perform set_config('lock_timeout', '2s', true); -- who reads a trace is not held up: the next time will do
  for name in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'trace'::regclass and c.relname ~ '^trace_\d{8}$'
      and to_date(right(c.relname, 8), 'YYYYMMDD') < (now() at time zone 'UTC')::date - p_keep
  loop
    execute format('drop table %I', name);
  end loop;
end $$;
