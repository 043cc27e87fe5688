"""Pages for those who question a number, inside Airflow: board, snapshots, lineage, what rules found, the chain of hashes."""
