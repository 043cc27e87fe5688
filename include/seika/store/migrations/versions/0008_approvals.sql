-- What waits for a person before it is published, and what the person said of exactly these bytes.
create table ledger.candidate (
    candidate_hash text primary key check (candidate_hash ~ '^[0-9a-f]{64}$'), -- of all that would be published, and of what it replaces
    snapshot_id text not null, -- as it would be called
    organization_id text not null,
    period text not null,
    status text not null,
    reason text,
    requested_by text not null check (requested_by <> ''),
    why text not null, -- canonical JSON: what makes it wait
    diff text not null, -- canonical JSON: the cells that would move
    diff_hash text not null check (diff_hash ~ '^[0-9a-f]{64}$'),
    at timestamptz not null default clock_timestamp(),
    seal text
);
create table ledger.approval (
    approval_id bigint generated always as identity primary key,
    candidate_hash text not null unique references ledger.candidate,
    verdict text not null check (verdict in ('approved', 'rejected')),
    diff_hash text not null,
    decided_by text not null check (decided_by <> ''),
    comment text not null check (comment <> ''),
    at timestamptz not null default clock_timestamp(),
    seal text
);

-- A seal over what is only ever added: the SHA-256 of all other columns of the row, written by the database itself.
create function ledger.sealed(content jsonb) returns text language sql immutable as $$
    select encode(sha256(convert_to((content - 'seal')::text, 'UTF8')), 'hex')
$$;
create function ledger.write_seal() returns trigger language plpgsql set timezone = 'UTC' as $$
begin
    new.seal := ledger.sealed(to_jsonb(new));
    return new;
end
$$;
alter table ledger.event add column seal text;
alter table ledger.check_result add column seal text;
alter table ledger.arrival add column seal text;
alter table ledger.quarantine_release add column seal text;
alter table ledger.quarantine_release disable trigger user;
set local timezone = 'UTC';
update ledger.event as kept set seal = ledger.sealed(to_jsonb(kept));
update ledger.check_result as kept set seal = ledger.sealed(to_jsonb(kept));
update ledger.arrival as kept set seal = ledger.sealed(to_jsonb(kept));
update ledger.quarantine_release as kept set seal = ledger.sealed(to_jsonb(kept));
alter table ledger.quarantine_release enable trigger user;
create trigger seals before insert on ledger.event for each row execute function ledger.write_seal();
create trigger seals before insert on ledger.check_result for each row execute function ledger.write_seal();
create trigger seals before insert on ledger.arrival for each row execute function ledger.write_seal();
create trigger seals before insert on ledger.quarantine_release for each row execute function ledger.write_seal();
create trigger seals before insert on ledger.candidate for each row execute function ledger.write_seal();
create trigger seals before insert on ledger.approval for each row execute function ledger.write_seal();
create trigger never_changed before update or delete or truncate on ledger.candidate
for each statement execute function ledger.refuse_change();
create trigger never_changed before update or delete or truncate on ledger.approval
for each statement execute function ledger.refuse_change();
