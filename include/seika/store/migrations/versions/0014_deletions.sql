-- The proof of what was deleted: which bytes, when, by which rule, by whom. Written before the bytes go, never changed.
create table ledger.deletion (
    deletion_id bigint generated always as identity primary key,
    organization_id text not null,
    delivery_id text not null references ledger.delivery,
    part text not null, -- original, or the name of a table of the lake
    action text not null check (action in ('deleted', 'erased')), -- as a whole, or the rows of one person
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'), -- of what goes
    byte_count bigint not null check (byte_count >= 0),
    replaced_by text check (replaced_by ~ '^[0-9a-f]{64}$'), -- SHA-256 of what is there afterwards
    accepted_count bigint not null default 0, -- rows that went, of those that counted
    quarantined_count bigint not null default 0, -- and of those held back
    rule text not null check (rule <> ''),
    decided_by text not null check (decided_by <> ''),
    at timestamptz not null default clock_timestamp(),
    seal text,
    constraint deletion_erased_leaves_something check ((action = 'erased') = (replaced_by is not null))
);
create index deletion_of_delivery on ledger.deletion (organization_id, delivery_id, part);
create trigger seals before insert on ledger.deletion for each row execute function ledger.write_seal();
create trigger never_changed before update or delete or truncate on ledger.deletion
for each statement execute function ledger.refuse_change();
