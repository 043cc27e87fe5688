with answers as (

    select
        respondent_key,
        unit_code,
        item_id,
        points_count,
        delivery_id,
        row_number,
        -- the same respondent answered twice: the later sheet counts, of the same minute the one further down the file
        dense_rank() over (
            partition by delivery_id, respondent_key
            order by answered_at desc nulls last, row_number desc
        ) as sheet_order
    from {{ ref('stg_survey') }}

),

final as (

    select
        answer.respondent_key,
        answer.item_id,
        delivery.period_first_date as wave_date,
        -- an item that the organization's list does not name belongs to no score
        coalesce(item.is_engagement, false) as is_engagement,
        item.category_id,
        item.subcategory_id,
        case
            when item.is_reversed then item.scale_max + 1 - answer.points_count
            else answer.points_count
        end as points_count,
        case
            when item.is_reversed then item.scale_max + 1 - answer.points_count
            else answer.points_count
        end >= case when item.scale_max > 1 then item.scale_max - 1 else item.scale_max end as is_positive,
        case
            when unit.unit_code is null then '{{ var("unknown_unit") }}'
            else answer.unit_code
        end as unit_code,
        answer.delivery_id,
        answer.row_number
    from answers as answer
    inner join {{ ref('dim_delivery') }} as delivery -- n:1, every answer has its delivery
        on answer.delivery_id = delivery.delivery_id
    left join {{ ref('dim_survey_item') }} as item -- n:1
        on answer.item_id = item.item_id
    left join {{ ref('dim_unit') }} as unit -- n:1
        on answer.unit_code = unit.unit_code
    where answer.sheet_order = 1

)

select
    respondent_key,
    item_id,
    wave_date,
    is_engagement,
    category_id,
    subcategory_id,
    points_count,
    is_positive,
    unit_code,
    delivery_id,
    row_number
from final
