with final as (

    select
        training.person_key,
        training.fiscal_year,
        training.course_id,
        course.topic_code,
        -- what is learnt stays learnt: a completion counts from its day on
        cast(null as date) as lapsed_date,
        training.completed_date,
        coalesce(course.training_minutes, 0) as training_minutes,
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
        training.delivery_id,
        training.row_number
    from {{ ref('stg_training') }} as training
    left join {{ ref('dim_course') }} as course -- n:1
        on training.course_id = course.course_id
    left join {{ ref('fct_assignment_spell') }} as assignment -- n:1, assert_assignments_do_not_overlap
        on
            training.person_key = assignment.person_key
            and training.completed_date >= assignment.assigned_from_date
            and training.completed_date <= coalesce(assignment.assigned_to_date, cast('9999-12-31' as date))
    where training.completed_date is not null

)

select
    person_key,
    fiscal_year,
    course_id,
    topic_code,
    completed_date,
    lapsed_date,
    training_minutes,
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
