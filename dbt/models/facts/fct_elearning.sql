with final as (

    select
        course.person_key,
        course.fiscal_year,
        course.theme_code,
        course.viewed_date,
        course.passed_date,
        cast(1 as bigint) as passed_count,
        assignment.sex_code,
        assignment.birth_date,
        assignment.hired_date,
        assignment.employment_type_code,
        assignment.secondment_code,
        assignment.job_family_code,
        assignment.rank_code,
        assignment.is_manager,
        assignment.is_supervisor,
        -- who has no assignment on that day counts in the whole organization only
        coalesce(assignment.unit_code, '{{ var("unknown_unit") }}') as unit_code,
        course.delivery_id,
        course.row_number
    from {{ ref('stg_elearning') }} as course
    left join {{ ref('fct_assignment_spell') }} as assignment -- n:1, assert_assignments_do_not_overlap
        on
            course.person_key = assignment.person_key
            and course.passed_date >= assignment.assigned_from_date
            and course.passed_date <= coalesce(assignment.assigned_to_date, cast('9999-12-31' as date))
    where course.passed_date is not null

)

select
    person_key,
    fiscal_year,
    theme_code,
    viewed_date,
    passed_date,
    passed_count,
    sex_code,
    birth_date,
    hired_date,
    employment_type_code,
    secondment_code,
    job_family_code,
    rank_code,
    is_manager,
    is_supervisor,
    unit_code,
    delivery_id,
    row_number
from final
