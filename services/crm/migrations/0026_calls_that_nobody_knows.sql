-- A call may be written down here before whoever hears the PBX has written down that it knows of it: when that process was
-- killed in between, and the call was over before it was back, nobody would tell its end. `p_known` are the subjects of all
-- calls that are known at `p_at`; versions from `p_version` on are later. What is told of such a call afterwards still holds,
-- and calls that were only asked for (version 0) are seen to where they were.
create function end_unknown_calls(p_subject text, p_version bigint, p_at timestamptz, p_known text[]) returns setof feed
language plpgsql as $$
declare
  over uuid[];
begin
  over := array(select i.id from interaction i join interaction_subject s on s.interaction_id = i.id and not s.absorbed
    where i.state <> 'ended' and i.channel = 'call' and i.source_system = split_part(p_subject, ':', 1)
      and i.source_instance = split_part(p_subject, ':', 2)
      and s.version > 0 and s.version < p_version and s.subject <> all(p_known)
    order by s.subject for update of s);
  update interaction i set state = 'ended', ended_at = greatest(p_at, i.started_at), reason = coalesce(i.reason, 'link-lost'),
    outcome = coalesce(i.outcome, case when i.answered_at is not null then 'answered' else 'missed' end),
    participants = (select coalesce(jsonb_agg(case when p -> 'leftAt' <> 'null' then p
        else p || jsonb_build_object('state', 'null', 'leftAt', iso(greatest(p_at, i.started_at))) end order by place), '[]')
      from jsonb_array_elements(i.participants) with ordinality as x(p, place)),
    estimated = i.estimated || '["endedAt", "leftAt"]' || case when i.outcome is null and i.answered_at is null
      then '["outcome"]'::jsonb else '[]' end, version = i.version + 1
    where i.id = any(over);
  return query select * from append_interactions(over);
end $$;
