-- The funnel reads the leads of a time: what it counts and groups by stands beside, so that the leads themselves, with their
-- texts, are not read.
create index lead_came on lead (created_at) include (source, form_id, state, first_touch_at);
