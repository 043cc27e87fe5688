-- What people decided that the acceptance of a delivery rests on, as it was then: rows let through, waivers of rules it breaks.
alter table ledger.delivery add column decisions text;
