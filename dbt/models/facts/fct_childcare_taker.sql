with children as (

    select
        person_key,
        child_number,
        delivery_id,
        min(sex_code) as sex_code,
        min(from_date) as first_leave_date,
        -- of a spell without an end nothing is known yet
        case
            when count(*) = count(to_date) then sum({{ days_between('from_date', 'to_date') }} + 1)
        end as leave_days,
        min(row_number) as row_number
    from {{ ref('stg_childcare') }}
    where
        spell_number is not null
        and from_date is not null
        and leave_kind_code = 'childcare_leave'
    group by person_key, child_number, delivery_id

),

numbered as (

    select
        person_key,
        delivery_id,
        sex_code,
        first_leave_date,
        leave_days,
        row_number,
        row_number() over (
            partition by person_key, extract(year from first_leave_date - interval '3' month)
            order by first_leave_date, child_number
        ) as child_order
    from children

),

measured as (

    select
        person_key,
        delivery_id,
        sex_code,
        first_leave_date,
        leave_days,
        row_number,
        {% for months in (1, 3, 6, 12) %}
            {% set until = "cast(first_leave_date + interval '" ~ months ~ "' month as date)" %}
            {{ days_between('first_leave_date', until) }} as days_of_{{ months }}_months{% if not loop.last %},{% endif %}
        {% endfor %}
    from numbered
    where child_order = 1

),

final as (

    select
        taker.person_key,
        taker.first_leave_date,
        cast(taker.leave_days as bigint) as leave_days,
        case
            when taker.leave_days < 7 then 'under_1_week'
            when taker.leave_days < 14 then '1_to_2_weeks'
            when taker.leave_days <= taker.days_of_1_months then '2_weeks_to_1_month'
            when taker.leave_days <= taker.days_of_3_months then '1_to_3_months'
            when taker.leave_days <= taker.days_of_6_months then '3_to_6_months'
            when taker.leave_days <= taker.days_of_12_months then '6_to_12_months'
            when taker.leave_days > taker.days_of_12_months then 'over_12_months'
        end as duration_band_code,
        taker.sex_code,
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
        taker.delivery_id,
        taker.row_number
    from measured as taker
    left join {{ ref('fct_assignment_spell') }} as assignment -- n:1, assert_assignments_do_not_overlap
        on
            taker.person_key = assignment.person_key
            and taker.first_leave_date >= assignment.assigned_from_date
            and taker.first_leave_date <= coalesce(assignment.assigned_to_date, cast('9999-12-31' as date))

)

select
    person_key,
    first_leave_date,
    leave_days,
    duration_band_code,
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
