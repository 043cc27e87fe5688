-- What somebody is to be alerted of: one open row a condition, and which channel has told it.
create table ledger.alert (
    alert_id bigint generated always as identity primary key,
    organization_id text not null,
    concern text not null,
    subject text not null, -- names the condition within its organization
    whom text not null,
    code text not null,
    place text not null, -- canonical JSON: what errors.yml says of the code is filled with it
    began_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz
);
create unique index alert_open_once on ledger.alert (organization_id, concern, subject) where ended_at is null;
create table ledger.alert_told (
    alert_id bigint not null references ledger.alert,
    channel text not null,
    told_at timestamptz not null default clock_timestamp(),
    primary key (alert_id, channel)
);
