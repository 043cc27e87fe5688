-- Each measure is compiled from include/measures/<measure_id>.yml into a model of its name (transform/build.py).
{% for measure_id in var('measure_ids') %}
    select
        measure_id,
        window_id,
        start_date,
        end_date,
        unit_code,
        quantity,
        people_count
    from {{ ref(measure_id) }}
    {% if not loop.last %}union all{% endif %}
{% endfor %}
