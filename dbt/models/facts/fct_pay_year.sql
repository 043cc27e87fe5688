with final as (

    select
        pay.person_key,
        pay.fiscal_year,
        pay.year_end_date,
        pay.annual_pay_yen,
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
        pay.delivery_id,
        pay.row_number
    from {{ ref('stg_payroll') }} as pay
    left join {{ ref('fct_assignment_spell') }} as assignment -- n:1, assert_assignments_do_not_overlap
        on
            pay.person_key = assignment.person_key
            and pay.year_end_date >= assignment.assigned_from_date
            and pay.year_end_date <= coalesce(assignment.assigned_to_date, cast('9999-12-31' as date))

)

select
    person_key,
    fiscal_year,
    year_end_date,
    annual_pay_yen,
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
