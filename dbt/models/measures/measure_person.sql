-- Each measure is compiled from include/measures/<measure_id>.yml into a model of its name (transform/build.py).
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
    from {{ ref(measure_id) }}
    {% if not loop.last %}union all{% endif %}
{% endfor %}
