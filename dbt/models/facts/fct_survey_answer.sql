with answers as (

    select
        respondent_key,
        unit_code,
        sex_code,
        age_band_code,
        rank_code,
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

scales as (

    select
        subcategory_id,
        count(*) as item_count
    from {{ ref('dim_survey_item') }}
    group by subcategory_id

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
        -- of 11 steps the upper two promote and the lower seven detract
        cast(
            case
                when item.scale_max <> 10 then null
                when answer.points_count >= 9 then 1
                when answer.points_count <= 6 then -1
                else 0
            end as bigint
        ) as promoter_count,
        -- a person's mean over a scale of several items is taken only where none of them is missing
        coalesce(
            scales.item_count = count(*) over (
                partition by answer.delivery_id, answer.respondent_key, item.subcategory_id
            ),
            false
        ) as is_scale_complete,
        answer.sex_code,
        answer.age_band_code,
        answer.rank_code,
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
    left join scales -- n:1
        on item.subcategory_id = scales.subcategory_id
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
    promoter_count,
    is_scale_complete,
    sex_code,
    age_band_code,
    rank_code,
    unit_code,
    delivery_id,
    row_number
from final
