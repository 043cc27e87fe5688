with trained as (

    select distinct
        training.person_key,
        course_competency.competency_code,
        training.completed_date
    from {{ ref('stg_training') }} as training
    inner join {{ ref('dim_course_competency') }} as course_competency -- n:m
        on training.course_id = course_competency.course_id
    where training.completed_date is not null

),

final as (

    select
        assignment.person_key,
        assignment.assigned_from_date,
        assignment.assigned_to_date,
        rank_competency.competency_code,
        trained.completed_date,
        assignment.sex_code,
        assignment.birth_date,
        assignment.hired_date,
        assignment.employment_type_code,
        assignment.secondment_code,
        assignment.job_family_code,
        assignment.rank_code,
        assignment.is_manager,
        assignment.is_supervisor,
        assignment.unit_code,
        assignment.delivery_id,
        assignment.row_number
    from {{ ref('fct_assignment_spell') }} as assignment
    inner join {{ ref('dim_rank_competency') }} as rank_competency -- n:m, what the standard of the rank asks for
        on assignment.rank_code = rank_competency.rank_code
    left join trained -- 1:n
        on
            assignment.person_key = trained.person_key
            and rank_competency.competency_code = trained.competency_code

)

select
    person_key,
    assigned_from_date,
    assigned_to_date,
    competency_code,
    completed_date,
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
