-- Each time the bytes of a delivery arrived: of the deliveries of a month the one that arrived last counts.
create table ledger.arrival (
    arrival_number bigint generated always as identity primary key,
    delivery_id text not null references ledger.delivery,
    file_name text not null,
    arrived_at timestamptz not null default clock_timestamp()
);
create index arrival_of_delivery on ledger.arrival (delivery_id, arrival_number);
insert into ledger.arrival (delivery_id, file_name, arrived_at)
select delivery_id, file_name, received_at from ledger.delivery order by sequence_number;

-- A check that is made again writes another quarantine: what was published by the one before can still be read.
alter table ledger.delivery add column check_number integer not null default 1 check (check_number >= 1);
-- Which deliveries its rows were compared with: when others count, it is checked again.
alter table ledger.delivery add column compared_with text;
