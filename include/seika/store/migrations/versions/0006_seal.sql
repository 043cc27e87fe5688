-- The SHA-256 of all other columns of the row: what is changed past the program does not fit any more.
alter table ledger.delivery add column seal text;
