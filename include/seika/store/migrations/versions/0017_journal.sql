-- Each row that the program wrote, changed or deleted in ledger and registry, as one line with the hash of the row, chained by
-- organization: what is changed or deleted past the program no longer fits the journal, and a line taken out of it breaks the chain.
create table ledger.journal (
    organization_id text not null, -- empty where a row belongs to none
    line_number bigint not null, -- without a gap within its organization
    table_name text not null,
    row_name text not null, -- the primary key, its columns with blanks between them
    content_hash text, -- of the row as it was written; none where the program deleted it
    previous_hash text not null,
    line_hash text not null,
    primary key (organization_id, line_number)
);
create index journal_of_row on ledger.journal (table_name, row_name);

-- Without what is null: a column that is added later does not change what older rows hash to.
create function ledger.content_hash(content jsonb) returns text language sql immutable as $$
    select encode(sha256(convert_to(jsonb_strip_nulls(content)::text, 'UTF8')), 'hex')
$$;
create function ledger.row_name(content jsonb, key text[]) returns text language sql immutable as $$
    select string_agg(content ->> name, ' ' order by position) from unnest(key) with ordinality as keys (name, position)
$$;
create function ledger.line_hash(line ledger.journal) returns text language sql immutable as $$
    select encode(sha256(convert_to(jsonb_build_array(
        line.organization_id, line.line_number, line.table_name, line.row_name, line.content_hash, line.previous_hash
    )::text, 'UTF8')), 'hex')
$$;

create function ledger.write_line(written_table text, key text[], content jsonb, written_hash text) returns void language plpgsql as $$
declare
    line ledger.journal%rowtype;
begin
    line.organization_id := coalesce(
        content ->> 'organization_id',
        (select organization_id from ledger.delivery where delivery_id = content ->> 'delivery_id'),
        (select organization_id from ledger.candidate where candidate_hash = content ->> 'candidate_hash'),
        (select organization_id from ledger.alert where alert_id = (content ->> 'alert_id')::bigint),
        ''
    );
    line.table_name := written_table;
    line.row_name := ledger.row_name(content, key);
    line.content_hash := written_hash;
    -- One at a time an organization: its chain has one end.
    perform pg_advisory_xact_lock(hashtextextended(line.organization_id, 5));
    select line_number, line_hash into line.line_number, line.previous_hash
    from ledger.journal where organization_id = line.organization_id order by line_number desc limit 1;
    line.line_number := coalesce(line.line_number, 0) + 1;
    line.previous_hash := coalesce(line.previous_hash, repeat('0', 64));
    line.line_hash := ledger.line_hash(line);
    insert into ledger.journal select line.*;
end
$$;

-- As its owner: whoever writes rows writes no lines of the journal but these.
create function ledger.write_journal() returns trigger
language plpgsql security definer set search_path = pg_catalog set timezone = 'UTC' as $$
declare
    content jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
begin
    if tg_op <> 'UPDATE' or new is distinct from old then
        perform ledger.write_line(
            tg_table_schema || '.' || tg_table_name, tg_argv[0:], content, case when tg_op <> 'DELETE' then ledger.content_hash(content) end
        );
    end if;
    return null;
end
$$;

-- What is there already is taken as it is where its seal fits, and never fits where its seal does not: no upgrade makes it whole.
-- The journal takes the place of the seals.
set local timezone = 'UTC';
do $$
declare
    kept record;
    content jsonb;
    is_whole boolean;
begin
    for kept in
        select * from (values
            ('ledger.delivery', array['delivery_id'], 'sequence_number'),
            ('ledger.arrival', array['arrival_number'], 'arrival_number'),
            ('ledger.seen_file', array['organization_id', 'source_id', 'url'], 'seen_at'),
            ('ledger.check_result', array['delivery_id', 'rule_id'], 'delivery_id, rule_id'),
            ('ledger.quarantine_release', array['delivery_id', 'row_number', 'rule_id'], 'released_at'),
            ('ledger.event', array['event_id'], 'event_id'),
            ('ledger.candidate', array['candidate_hash'], 'at'),
            ('ledger.approval', array['approval_id'], 'approval_id'),
            ('ledger.alert', array['alert_id'], 'alert_id'),
            ('ledger.alert_told', array['alert_id', 'channel'], 'told_at'),
            ('ledger.deletion', array['deletion_id'], 'deletion_id'),
            ('ledger.dispatch', array['dispatch_id'], 'dispatch_id'),
            ('kpi.snapshot', array['snapshot_id'], 'sequence_number'),
            ('kpi.current_snapshot', array['organization_id', 'period'], 'organization_id, period'),
            ('kpi.in_force', array['organization_id', 'period', 'since'], 'since')
        ) as tables (table_name, key, written)
    loop
        for content in execute format('select to_jsonb(row) from %s as row order by %s', kept.table_name, kept.written) loop
            is_whole := case
                when kept.table_name = 'ledger.delivery'
                then not content ->> 'delivery_id' = any(string_to_array(current_setting('seika.broken'), ' '))
                when content ? 'seal' then content ->> 'seal' = ledger.sealed(content)
                else true
            end;
            perform ledger.write_line(
                kept.table_name, kept.key, content,
                case when is_whole then ledger.content_hash(content - 'seal') else 'its seal was broken before there was a journal' end
            );
        end loop;
        if kept.table_name like 'ledger.%' then
            execute format('drop trigger if exists seals on %s', kept.table_name);
            execute format('alter table %s drop column if exists seal', kept.table_name);
        end if;
        execute format(
            'create trigger journals after insert or update or delete on %s for each row execute function ledger.write_journal(%s)',
            kept.table_name, (select string_agg(quote_literal(name), ', ') from unnest(kept.key) as keys (name))
        );
    end loop;
end
$$;
drop function ledger.write_seal();
drop function ledger.sealed(jsonb);
create trigger never_changed before update or delete or truncate on ledger.journal
for each statement execute function ledger.refuse_change();

-- What a month that waits was computed with: the causes of what would move are computed from it.
alter table ledger.candidate add column recipe_hash text;

-- Everybody who writes rows would be given the right to write here by the default for new tables.
alter function ledger.grant_roles() rename to grant_roles_to_tables;
create function ledger.grant_roles() returns text[]
language plpgsql security definer set search_path = pg_catalog as $$
declare
    missing text[] := ledger.grant_roles_to_tables();
begin
    if to_regrole('seika_writer') is not null then
        revoke insert, update on ledger.journal from seika_writer;
    end if;
    return missing;
end
$$;
revoke execute on function ledger.grant_roles(), ledger.grant_roles_to_tables() from public;
revoke execute on function ledger.write_line(text, text[], jsonb, text) from public;
select ledger.grant_roles();
