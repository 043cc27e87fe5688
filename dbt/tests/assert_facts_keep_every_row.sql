-- A join to the assignment of the day neither drops a record nor doubles it.
with counts as (

    select
        'fct_attendance_day' as model_name,
        (select count(*) from {{ ref('stg_attendance') }}) as staged_count,
        (select count(*) from {{ ref('fct_attendance_day') }}) as fact_count
    union all
    select
        'fct_leave_record' as model_name,
        (select count(*) from {{ ref('stg_leave') }}) as staged_count,
        (select count(*) from {{ ref('fct_leave_record') }}) as fact_count
    union all
    select
        'fct_evaluation_sheet' as model_name,
        (select count(*) from {{ ref('stg_evaluation') }}) as staged_count,
        (select count(*) from {{ ref('fct_evaluation_sheet') }}) as fact_count
    union all
    select
        'fct_training_assignment' as model_name,
        (select count(*) from {{ ref('stg_training') }}) as staged_count,
        (select count(*) from {{ ref('fct_training_assignment') }}) as fact_count
    union all
    select
        'fct_post_spell' as model_name,
        (select count(*) from {{ ref('stg_roster') }}) as staged_count,
        (select count(*) from {{ ref('fct_post_spell') }}) as fact_count
    union all
    select
        'fct_interview' as model_name,
        (select count(*) from {{ ref('stg_interview') }}) as staged_count,
        (select count(*) from {{ ref('fct_interview') }}) as fact_count
    union all
    select
        'fct_i_message' as model_name,
        (select count(*) from {{ ref('stg_i_message') }}) as staged_count,
        (select count(*) from {{ ref('fct_i_message') }}) as fact_count
    union all
    select
        'fct_support_use' as model_name,
        (select count(*) from {{ ref('stg_self_development') }}) as staged_count,
        (select count(*) from {{ ref('fct_support_use') }}) as fact_count
    union all
    select
        'fct_pay_year' as model_name,
        (select count(*) from {{ ref('stg_payroll') }}) as staged_count,
        (select count(*) from {{ ref('fct_pay_year') }}) as fact_count
    union all
    select
        'fct_talent_account' as model_name,
        (select count(*) from {{ ref('stg_talent_db_user') }}) as staged_count,
        (select count(*) from {{ ref('fct_talent_account') }}) as fact_count
    union all
    select
        'fct_evaluation_point' as model_name,
        (select count(*) from {{ ref('stg_evaluation_points') }}) as staged_count,
        (select count(*) from {{ ref('fct_evaluation_point') }}) as fact_count
    union all
    select
        'fct_recruitment' as model_name,
        (select count(*) from {{ ref('stg_recruitment') }}) as staged_count,
        (select count(*) from {{ ref('fct_recruitment') }}) as fact_count
    union all
    select
        'fct_disability_report' as model_name,
        (select count(*) from {{ ref('stg_disability_report') }}) as staged_count,
        (select count(*) from {{ ref('fct_disability_report') }}) as fact_count
    union all
    select
        'fct_internal_posting' as model_name,
        (select count(*) from {{ ref('stg_internal_posting') }}) as staged_count,
        (select count(*) from {{ ref('fct_internal_posting') }}) as fact_count
    union all
    select
        'fct_stress_group' as model_name,
        (select count(*) from {{ ref('stg_stress_check') }}) as staged_count,
        (select count(*) from {{ ref('fct_stress_group') }}) as fact_count

)

select
    model_name,
    staged_count,
    fact_count
from counts
where staged_count <> fact_count
