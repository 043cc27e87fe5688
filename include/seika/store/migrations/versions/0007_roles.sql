-- Who may do what. Roles belong to the whole server: they are made where that is allowed, else an administrator makes them
-- (create role seika_writer; ...) and calls ledger.grant_roles() again, which returns the roles that are still missing.
create function ledger.grant_roles() returns text[]
language plpgsql security definer set search_path = pg_catalog as $$ -- as its owner: default privileges are those of the role that migrates
declare
    name text;
    missing text[] := '{}';
begin
    foreach name in array array['seika_writer', 'seika_auditor', 'seika_reader'] loop
        begin
            if to_regrole(name) is null then
                execute format('create role %I nologin', name);
            end if;
        exception
            when insufficient_privilege or duplicate_object or unique_violation then
                null; -- not allowed, or another database of the server was quicker
        end;
        if to_regrole(name) is null then
            missing := missing || name;
        end if;
    end loop;
    if to_regrole('seika_writer') is not null then
        grant usage on schema ledger, kpi to seika_writer;
        grant select, insert, update on all tables in schema ledger to seika_writer;
        grant delete on ledger.check_result to seika_writer; -- an earlier run of the same check
        grant select, insert on all tables in schema kpi to seika_writer;
        grant update on kpi.current_snapshot to seika_writer; -- the registry of what is in force
        alter default privileges in schema ledger grant select, insert, update on tables to seika_writer;
        alter default privileges in schema kpi grant select, insert on tables to seika_writer;
    end if;
    if to_regrole('seika_auditor') is not null then
        grant usage on schema ledger, kpi to seika_auditor;
        grant select on all tables in schema ledger to seika_auditor;
        grant select on all tables in schema kpi to seika_auditor;
        grant insert on ledger.event to seika_auditor; -- each look at rows is written down
        alter default privileges in schema ledger grant select on tables to seika_auditor;
        alter default privileges in schema kpi grant select on tables to seika_auditor;
    end if;
    if to_regrole('seika_reader') is not null then
        grant usage on schema kpi to seika_reader;
        grant select on all tables in schema kpi to seika_reader;
        alter default privileges in schema kpi grant select on tables to seika_reader;
    end if;
    return missing;
end
$$;
revoke execute on function ledger.grant_roles() from public;
select ledger.grant_roles();
