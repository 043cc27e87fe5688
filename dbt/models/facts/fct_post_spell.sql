with final as (

    select
        roster.person_key,
        roster.assigned_from_date,
        roster.assigned_to_date,
        roster.hired_date,
        roster.retired_date,
        roster.hire_type_code,
        roster.retirement_reason_code,
        roster.sex_code,
        roster.birth_date,
        roster.employment_type_code,
        -- an extract of the older form does not say: everybody in their main post, nobody seconded
        coalesce(roster.post_kind_code, 'main') as post_kind_code,
        coalesce(roster.secondment_code, 'none') as secondment_code,
        roster.job_family_code,
        roster.rank_code,
        -- a rank that ranks.csv does not name is no manager's
        coalesce(known_rank.is_manager, false) as is_manager,
        coalesce(known_rank.is_supervisor, false) as is_supervisor,
        case
            when unit.unit_code is null then '{{ var("unknown_unit") }}'
            else roster.unit_code
        end as unit_code,
        roster.delivery_id,
        roster.row_number
    from {{ ref('stg_roster') }} as roster
    left join {{ ref('dim_unit') }} as unit -- n:1
        on roster.unit_code = unit.unit_code
    left join {{ ref('dim_rank') }} as known_rank -- n:1
        on roster.rank_code = known_rank.rank_code

)

select
    person_key,
    assigned_from_date,
    assigned_to_date,
    hired_date,
    retired_date,
    hire_type_code,
    retirement_reason_code,
    sex_code,
    birth_date,
    employment_type_code,
    post_kind_code,
    secondment_code,
    job_family_code,
    rank_code,
    is_manager,
    is_supervisor,
    unit_code,
    delivery_id,
    row_number
from final
