with final as (

    select
        evaluation.person_key,
        evaluation.evaluation_fiscal_year,
        evaluation.cycle_end_date,
        evaluation.is_target,
        evaluation.grade_code,
        evaluation.finalized_date,
        evaluation.due_date,
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
        evaluation.delivery_id,
        evaluation.row_number
    from {{ ref('stg_evaluation') }} as evaluation
    left join {{ ref('fct_assignment_spell') }} as assignment -- n:1, assert_assignments_do_not_overlap
        on
            evaluation.person_key = assignment.person_key
            and evaluation.cycle_end_date >= assignment.assigned_from_date
            and evaluation.cycle_end_date <= coalesce(assignment.assigned_to_date, cast('9999-12-31' as date))

)

select
    person_key,
    evaluation_fiscal_year,
    cycle_end_date,
    is_target,
    grade_code,
    finalized_date,
    due_date,
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
