-- Companies that are written by name are found by it: those who work for the same one are colleagues.
create index contact_company on contact (lower(btrim(account)), id) where account is not null;
create index account_name on account (lower(btrim(name)));
