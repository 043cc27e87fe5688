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
        'fct_assignment_spell' as model_name,
        (select count(*) from {{ ref('stg_roster') }}) as staged_count,
        (select count(*) from {{ ref('fct_assignment_spell') }}) as fact_count

)

select
    model_name,
    staged_count,
    fact_count
from counts
where staged_count <> fact_count
