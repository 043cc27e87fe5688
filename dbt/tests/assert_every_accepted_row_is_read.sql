-- What the ledger says was accepted is what is counted here: no row lost, none twice, no quarantined one let in.
with read_rows as (

    {% for source in ['attendance', 'childcare', 'disability_report', 'elearning', 'evaluation', 'evaluation_points',
        'i_message', 'internal_posting', 'interview', 'leave', 'payroll', 'priority_declaration',
        'recruitment', 'roster', 'self_development', 'stress_check', 'survey', 'survey_items',
        'survey_population', 'talent_db_user', 'training'] %}
        select
            delivery_id,
            count(distinct row_number) as read_count
        from {{ ref('stg_' ~ source) }}
        group by delivery_id
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
    delivery.delivery_id,
    delivery.accepted_count,
    read_rows.read_count
from {{ ref('dim_delivery') }} as delivery
left join read_rows -- 1:1
    on delivery.delivery_id = read_rows.delivery_id
where
    coalesce(read_rows.read_count, 0) > delivery.accepted_count
    -- a sheet of the survey without a single answer is a row of the file and no row of the lake
    or (delivery.source_id <> 'survey' and coalesce(read_rows.read_count, 0) < delivery.accepted_count)
