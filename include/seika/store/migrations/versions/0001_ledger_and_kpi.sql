-- ledger: what was received and what was decided -----------------------------------------------------------------------

create table ledger.delivery (
    delivery_id text primary key,
    sequence_number bigint generated always as identity unique,
    organization_id text not null,
    source_id text not null,
    period text not null check (period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    file_name text not null,
    byte_count bigint not null check (byte_count >= 0),
    received_at timestamptz not null default clock_timestamp(),
    state text not null default 'received' check (state in ('received', 'decoded', 'accepted', 'rejected')),
    decided_at timestamptz,
    received_count bigint,
    accepted_count bigint,
    quarantined_count bigint,
    reason_code text,
    reason text,
    constraint delivery_same_bytes_once unique (organization_id, source_id, period, sha256),
    constraint delivery_decided_has_time check ((decided_at is not null) = (state in ('accepted', 'rejected'))),
    constraint delivery_rejected_has_reason check (state <> 'rejected' or reason_code is not null),
    constraint delivery_conserves_rows check (
        state <> 'accepted'
        or (received_count = accepted_count + quarantined_count and accepted_count >= 0 and quarantined_count >= 0) is true
    )
);
create index delivery_newest on ledger.delivery (organization_id, source_id, state, period, sequence_number);

create table ledger.check_result (
    delivery_id text not null references ledger.delivery,
    rule_id text not null,
    action text not null check (action in ('quarantine', 'reject', 'warn')),
    passed boolean not null,
    failed_count bigint not null check (failed_count >= 0),
    primary key (delivery_id, rule_id)
);

create table ledger.event (
    event_id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    verb text not null,
    organization_id text,
    source_id text,
    period text,
    delivery_id text,
    level text not null check (level in ('info', 'warning', 'error')),
    code text,
    message text not null
);
create index event_newest on ledger.event (organization_id, event_id);

-- kpi: what was published ----------------------------------------------------------------------------------------------

create schema kpi;

create table kpi.snapshot (
    snapshot_id text primary key,
    sequence_number bigint generated always as identity unique,
    organization_id text not null,
    period text not null check (period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
    revision integer not null check (revision >= 1),
    status text not null check (status in ('provisional', 'final', 'restated')),
    input_hash text not null,
    configuration_hash text not null,
    code_hash text not null,
    content_hash text not null,
    previous_hash text not null check (previous_hash ~ '^[0-9a-f]{64}$'),
    snapshot_hash text not null unique check (snapshot_hash ~ '^[0-9a-f]{64}$'),
    reason text,
    manifest text not null, -- the canonical JSON that snapshot_hash is the SHA-256 of
    created_at timestamptz not null default clock_timestamp(),
    unique (organization_id, period, revision),
    constraint snapshot_chain_does_not_fork unique (organization_id, previous_hash),
    constraint snapshot_restated_has_reason check (status <> 'restated' or reason is not null)
);

create table kpi.current_snapshot (
    organization_id text not null,
    period text not null,
    snapshot_id text not null references kpi.snapshot,
    primary key (organization_id, period)
);

create table kpi.snapshot_input (
    snapshot_id text not null references kpi.snapshot,
    delivery_id text not null,
    source_id text not null,
    period text not null,
    sha256 text not null,
    accepted_count bigint not null,
    quarantined_count bigint not null,
    primary key (snapshot_id, delivery_id)
);

create table kpi.kpi_value_row (
    snapshot_id text not null references kpi.snapshot,
    organization_id text not null,
    period text not null,
    kpi_id text not null,
    window_id text not null,
    unit_code text not null,
    unit_level text not null,
    speaks_from date not null,
    speaks_to date not null,
    numerator bigint,
    denominator bigint,
    value numeric(18, 4),
    people bigint,
    target numeric(18, 4),
    status text not null check (status in ('achieved', 'on_track', 'behind', 'no_target', 'no_data', 'suppressed')),
    primary key (snapshot_id, kpi_id, window_id, unit_code),
    constraint kpi_value_row_withheld_is_empty check (
        status <> 'suppressed' or (numerator is null and denominator is null and value is null and people is null)
    )
);

create table kpi.outcome_status_row (
    snapshot_id text not null references kpi.snapshot,
    organization_id text not null,
    period text not null,
    node_id text not null,
    level text not null,
    status text not null,
    kpi_count bigint not null,
    behind_count bigint not null,
    primary key (snapshot_id, node_id)
);

-- What is published stays as it is: no change, no removal, and no row added to a snapshot of an earlier transaction.

create function kpi.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'what was published is never changed: % on %.% refused', tg_op, tg_table_schema, tg_table_name;
end
$$;

create function kpi.refuse_late_rows() returns trigger language plpgsql as $$
begin
    if exists (
        select from added inner join kpi.snapshot using (snapshot_id) -- n:1
        where snapshot.xmin <> pg_current_xact_id()::xid
    ) then
        raise exception 'what was published is never changed: late rows for %.% refused', tg_table_schema, tg_table_name;
    end if;
    return null;
end
$$;

create trigger never_changed before update or delete or truncate on kpi.snapshot
for each statement execute function kpi.refuse_change();
create trigger never_changed before update or delete or truncate on kpi.snapshot_input
for each statement execute function kpi.refuse_change();
create trigger never_changed before update or delete or truncate on kpi.kpi_value_row
for each statement execute function kpi.refuse_change();
create trigger never_changed before update or delete or truncate on kpi.outcome_status_row
for each statement execute function kpi.refuse_change();

create trigger never_added after insert on kpi.snapshot_input referencing new table as added
for each statement execute function kpi.refuse_late_rows();
create trigger never_added after insert on kpi.kpi_value_row referencing new table as added
for each statement execute function kpi.refuse_late_rows();
create trigger never_added after insert on kpi.outcome_status_row referencing new table as added
for each statement execute function kpi.refuse_late_rows();

-- What BI reads: current snapshots only; a test compares the columns with release/columns.yml ---------------------------

create view kpi.kpi_value as
select
    row.organization_id,
    row.period,
    row.kpi_id,
    row.window_id,
    row.unit_code,
    row.unit_level,
    row.speaks_from,
    row.speaks_to,
    row.numerator,
    row.denominator,
    row.value,
    row.people,
    row.target,
    row.status,
    snapshot.snapshot_id,
    snapshot.revision,
    snapshot.status as snapshot_status,
    snapshot.created_at as published_at
from kpi.current_snapshot
inner join kpi.snapshot using (snapshot_id) -- 1:1
inner join kpi.kpi_value_row as row using (snapshot_id); -- 1:n

create view kpi.outcome_status as
select
    row.organization_id,
    row.period,
    row.node_id,
    row.level,
    row.status,
    row.kpi_count,
    row.behind_count,
    snapshot.snapshot_id,
    snapshot.revision,
    snapshot.status as snapshot_status,
    snapshot.created_at as published_at
from kpi.current_snapshot
inner join kpi.snapshot using (snapshot_id) -- 1:1
inner join kpi.outcome_status_row as row using (snapshot_id); -- 1:n

create view kpi."成果指標" as
select
    organization_id as "団体",
    period as "対象年月",
    kpi_id as "指標",
    window_id as "集計期間の種類",
    unit_code as "所属コード",
    unit_level as "所属の階層",
    speaks_from as "集計開始日",
    speaks_to as "集計終了日",
    numerator as "分子",
    denominator as "分母",
    value as "値",
    people as "人数",
    target as "目標値",
    status as "達成状況",
    snapshot_id as "公表番号",
    revision as "改訂番号",
    snapshot_status as "公表の状態",
    published_at as "公表日時"
from kpi.kpi_value;

create view kpi."成果の状況" as
select
    organization_id as "団体",
    period as "対象年月",
    node_id as "成果",
    level as "成果の段階",
    status as "達成状況",
    kpi_count as "指標数",
    behind_count as "遅れている指標数",
    snapshot_id as "公表番号",
    revision as "改訂番号",
    snapshot_status as "公表の状態",
    published_at as "公表日時"
from kpi.outcome_status;
