-- Steps of different scales are never put together: the items of engagement, and those of each sub-index, have one scale.
with scores as (

    select
        'engagement' as score,
        scale_max
    from {{ ref('dim_survey_item') }}
    where is_engagement
    union all
    select
        subcategory_id as score,
        scale_max
    from {{ ref('dim_survey_item') }}
    where subcategory_id is not null

)

select score
from scores
group by score
having count(distinct scale_max) > 1
