-- Since when which snapshot has been in force: the registry says what is, this what was, for whoever asks what was known on a day.
create table kpi.in_force (
    organization_id text not null,
    period text not null,
    snapshot_id text not null,
    since timestamptz not null default clock_timestamp(),
    primary key (organization_id, period, since)
);
-- what went back to an earlier revision before is not known any more: each is taken as in force since it was made
insert into kpi.in_force (organization_id, period, snapshot_id, since)
select organization_id, period, snapshot_id, created_at
from kpi.snapshot;
insert into kpi.in_force (organization_id, period, snapshot_id)
select registry.organization_id, registry.period, registry.snapshot_id
from kpi.current_snapshot as registry
inner join (select distinct on (organization_id, period) * from kpi.in_force order by organization_id, period, since desc) as newest -- 1:1
    on registry.organization_id = newest.organization_id and registry.period = newest.period and registry.snapshot_id <> newest.snapshot_id;
create trigger never_changed before update or delete or truncate on kpi.in_force
for each statement execute function kpi.refuse_change();

create function kpi.note_in_force() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' or old.snapshot_id is distinct from new.snapshot_id then
        insert into kpi.in_force (organization_id, period, snapshot_id) values (new.organization_id, new.period, new.snapshot_id);
    end if;
    return null;
end
$$;
create trigger notes after insert or update on kpi.current_snapshot for each row execute function kpi.note_in_force();

create function kpi.snapshots_as_known_on(day date) returns setof kpi.snapshot language sql stable as $$
    select snapshot.*
    from (
        select distinct on (organization_id, period) snapshot_id
        from kpi.in_force
        where since < ((day + 1)::timestamp at time zone 'Asia/Tokyo')
        order by organization_id, period, since desc
    ) as known
    inner join kpi.snapshot as snapshot using (snapshot_id) -- 1:1
$$;
comment on function kpi.snapshots_as_known_on(date) is 'その日の終わり(日本時間)に有効だったスナップショット';

create function kpi.kpi_value_as_known_on(day date) returns setof kpi.kpi_value_row language sql stable as $$
    select value.*
    from kpi.snapshots_as_known_on(day) as known
    inner join kpi.kpi_value_row as value using (snapshot_id) -- 1:n
$$;
comment on function kpi.kpi_value_as_known_on(date) is 'その日の終わり(日本時間)に公表されていた指標値';
