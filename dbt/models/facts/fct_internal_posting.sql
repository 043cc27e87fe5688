with final as (

    select
        posting.posting_id,
        posting.posting_kind_code,
        posting.closed_date,
        posting.slot_count,
        posting.applicant_count,
        posting.selected_count,
        -- numbers of the whole organization
        '{{ var("unknown_unit") }}' as unit_code,
        posting.delivery_id,
        posting.row_number
    from {{ ref('stg_internal_posting') }} as posting

)

select
    posting_id,
    posting_kind_code,
    closed_date,
    slot_count,
    applicant_count,
    selected_count,
    unit_code,
    delivery_id,
    row_number
from final
