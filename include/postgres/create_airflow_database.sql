-- Airflow keeps its metadata in a database of its own on the same server; ledger and release live in "seika".
create database airflow;
