-- People who use the hub.
create table app_user (
  id uuid primary key,
  login text not null,
  name text not null,
  role text not null check (role in ('agent', 'supervisor', 'marketer', 'admin')),
  active boolean not null default true,
  language text not null default 'ru' check (language in ('ru', 'en')),
  password_hash text not null,
  created_at timestamptz not null default now()
);
create unique index app_user_login on app_user (lower(login));

create table user_extension (
  extension text primary key,
  user_id uuid not null references app_user on delete cascade,
  place int not null
);
create index user_extension_user on user_extension (user_id, place);

-- Only the hash of a token is kept: who reads this table cannot sign in with it.
create table session (
  token_hash bytea primary key,
  user_id uuid not null references app_user on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index session_of_user on session (user_id);
create index session_expiry on session (expires_at);

-- People who make contact.
create table contact (
  id uuid primary key,
  display_name text not null,
  account text,
  note text,
  -- Name and account as they are searched: folded by the code, so that the locale of the database does not matter.
  search text not null default '',
  version bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- `number` is the key that calls are matched by: E.164, or digits where a number has no country. It may be shared.
create table contact_phone (
  contact_id uuid not null references contact on delete cascade,
  place int not null,
  number text not null,
  raw text not null,
  label text,
  primary key (contact_id, place)
);
create index contact_phone_number on contact_phone (number text_pattern_ops, contact_id);
create index contact_phone_end on contact_phone (reverse(number) text_pattern_ops);

create table contact_email (
  contact_id uuid not null references contact on delete cascade,
  place int not null,
  address text not null,
  -- The address in lower case: what is compared.
  key text not null,
  label text,
  primary key (contact_id, place)
);
create index contact_email_address on contact_email (key text_pattern_ops, contact_id);

-- One contact with a customer, on any channel. What the source says is replaced whole by every newer snapshot.
create table interaction (
  id uuid primary key,
  channel text not null check (channel in ('call', 'email', 'form', 'chat', 'crm')),
  direction text not null check (direction in ('inbound', 'outbound', 'internal')),
  state text not null check (state in ('queued', 'alerting', 'connected', 'held', 'ended')),
  outcome text check (outcome in ('answered', 'missed', 'abandoned', 'busy', 'failed', 'voicemail')),
  reason text,
  started_at timestamptz not null,
  answered_at timestamptz,
  ended_at timestamptz,
  wait_seconds double precision not null,
  talk_seconds double precision not null,
  hold_seconds double precision not null,
  remote_address text,
  remote_raw text,
  remote_name text,
  line text,
  line_name text,
  queue text,
  contact_id uuid references contact on delete set null,
  contact_by text check (contact_by in ('number', 'person')),
  participants jsonb not null,
  user_ids uuid[] not null default '{}',
  transfers jsonb not null,
  recordings jsonb not null,
  disposition text,
  note text,
  source_system text not null,
  source_instance text not null,
  source_ids jsonb not null,
  estimated jsonb not null,
  version bigint not null default 1
) with (fillfactor = 60); -- a live call is written ten times: there is room beside it
create index interaction_newest on interaction (started_at desc, id desc);
create index interaction_live on interaction (started_at desc, id desc) where state <> 'ended';
create index interaction_contact on interaction (contact_id, started_at desc, id desc) where contact_id is not null;
create index interaction_remote on interaction (remote_address text_pattern_ops, started_at desc, id desc);
create index interaction_remote_end on interaction (reverse(remote_address) text_pattern_ops);
create index interaction_line on interaction (line, started_at desc, id desc) where line is not null;
create index interaction_outcome on interaction (outcome, started_at desc, id desc) where outcome <> 'answered';
create index interaction_queue on interaction (queue, started_at desc, id desc) where queue is not null;

-- Whose interactions: for "mine", newest first.
create table interaction_user (
  user_id uuid not null references app_user on delete cascade,
  started_at timestamptz not null,
  interaction_id uuid not null references interaction on delete cascade,
  primary key (user_id, started_at, interaction_id)
);
create index interaction_user_interaction on interaction_user (interaction_id);

-- The source's own key of an interaction. An absorbed subject turned out to be another one's interaction: what it still
-- says of its own state is history.
create table interaction_subject (
  subject text primary key,
  interaction_id uuid not null references interaction deferrable initially deferred,
  version bigint not null,
  absorbed boolean not null default false
);
create index interaction_subject_interaction on interaction_subject (interaction_id);

-- Ids that were given out before a merge.
create table interaction_alias (
  id uuid primary key,
  interaction_id uuid not null references interaction on delete cascade
);
create index interaction_alias_interaction on interaction_alias (interaction_id);

-- The event stream: numbered without gaps, in the order of commit, because the counter's row is locked until then.
create table feed_counter (
  one boolean primary key default true check (one),
  seq bigint not null
) with (fillfactor = 10);
insert into feed_counter (seq) values (0);

create table feed (
  seq bigint primary key,
  type text not null check (type in ('interaction', 'contact', 'user', 'feed-gap')),
  data jsonb not null,
  at timestamptz not null
) with (toast_tuple_target = 8160);
alter table feed alter column data set storage external; -- the row is written while others wait: no time to compress
create index feed_at on feed (at);

-- Gaps that were told of already: the event may come again.
create table feed_gap (
  id text primary key,
  at timestamptz not null default now()
);

-- The answer to a request that carried an Idempotency-Key.
create table call_request (
  asker text not null,
  key text not null,
  body_hash bytea not null,
  status int,
  answer jsonb,
  at timestamptz not null default now(),
  primary key (asker, key)
);
create index call_request_at on call_request (at);
