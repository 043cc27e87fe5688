-- Three programs, three roles, three databases; nobody but its owner enters one. Run once, by the server's administrator, on an empty server.
\set seika_password `cat /run/secrets/seika_password`
\set airflow_password `cat /run/secrets/airflow_password`
\set superset_password `cat /run/secrets/superset_password`
\set reader_password `cat /run/secrets/reader_password`
create role seika login password :'seika_password';
create role airflow login password :'airflow_password';
create role superset login password :'superset_password';
-- What Seika's migrations grant to: who writes, who audits, who reads (docs/security.md).
create role seika_writer nologin;
create role seika_auditor nologin;
create role seika_reader nologin;
create role bi_reader login password :'reader_password' in role seika_reader;
create database seika owner seika;
create database airflow owner airflow;
create database superset owner superset;
revoke connect on database seika, airflow, superset from public;
grant connect on database seika to seika_writer, seika_auditor, seika_reader;
