"""When and in what order: the only room that knows Airflow; it calls the steps and computes nothing."""
