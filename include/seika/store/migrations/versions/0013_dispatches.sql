-- What was sent of a snapshot to whom, attempt by attempt: rows are only ever added, and nothing is sent twice.
create table ledger.dispatch (
    dispatch_id bigint generated always as identity primary key,
    dispatch_key text not null check (dispatch_key ~ '^[0-9a-f]{64}$'), -- of organization, period, revision, edition and recipient
    organization_id text not null,
    period text not null,
    snapshot_id text not null,
    edition text not null, -- whole or a unit's code, and the language
    recipient text not null, -- mail: and a hash of the address, or place: and its id
    outcome text not null check (outcome in ('begun', 'sent', 'failed')),
    content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'), -- of what was sent
    code text, -- of the refusal
    at timestamptz not null default clock_timestamp(),
    seal text
);
create unique index dispatch_sent_once on ledger.dispatch (dispatch_key) where outcome = 'sent';
create index dispatch_newest on ledger.dispatch (organization_id, dispatch_key, dispatch_id);
create trigger seals before insert on ledger.dispatch for each row execute function ledger.write_seal();
create trigger never_changed before update or delete or truncate on ledger.dispatch
for each statement execute function ledger.refuse_change();
