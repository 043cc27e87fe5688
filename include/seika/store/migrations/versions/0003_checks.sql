-- What stewards decide: rows that count although a rule holds them back. Appended only.
create table ledger.quarantine_release (
    delivery_id text not null references ledger.delivery,
    row_number bigint not null,
    rule_id text not null,
    reason text not null check (length(reason) >= 5),
    released_by text not null check (released_by <> ''),
    released_at timestamptz not null default clock_timestamp(),
    primary key (delivery_id, row_number, rule_id)
);
create function ledger.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'what was decided stays: % of %', tg_op, tg_table_name;
end
$$;
create trigger quarantine_release_stays before update or delete on ledger.quarantine_release
    for each row execute function ledger.refuse_change();
create trigger quarantine_release_whole before truncate on ledger.quarantine_release
    for each statement execute function ledger.refuse_change();

-- A rule that a waiver switches off still runs; its result says so.
alter table ledger.check_result drop constraint check_result_action_check;
alter table ledger.check_result add check (action in ('quarantine', 'reject', 'warn', 'waived'));
