-- Files that are taken from where they must stay: what they looked like when they were taken.
create table ledger.seen_file (
    organization_id text not null,
    source_id text not null,
    url text not null, -- without userinfo
    mark text not null, -- size and time, or the store's own tag
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    seen_at timestamptz not null default clock_timestamp(),
    primary key (organization_id, source_id, url)
);
