-- transform/build.py compiles each include/measures/<measure_id>.yml into what the macro `measure` returns for it. Not into a model:
-- nothing else reads it, and dbt spends longer on a model than DuckDB on a measure.
{% for measure_id in var('measure_ids') %}
    select
        measure_id,
        window_id,
        start_date,
        end_date,
        tree_from_date,
        unit_code,
        person_key,
        sex_code,
        birth_date,
        hired_date,
        age_band_code,
        rank_code,
        job_family_code,
        employment_type_code,
        amount,
        record_count,
        people_amount
    from (
        {{ measure(measure_id) }}
    ) as {{ measure_id }}
    {% if not loop.last %}union all{% endif %}
{% endfor %}
