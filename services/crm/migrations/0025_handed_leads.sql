-- A lead that is given to somebody by hand is put before them, too.
alter table lead_offer drop constraint lead_offer_kind_check,
  add constraint lead_offer_kind_check check (kind in ('person', 'supervisor', 'handed'));
alter table lead_offer drop constraint lead_offer_why_check,
  add constraint lead_offer_why_check check (why in ('rule', 'owner', 'nobody-there', 'not-taken', 'handed'));
