with points as (

    select
        person_key,
        evaluation_fiscal_year,
        cycle_end_date,
        item_id,
        item_id = 'overall' as is_overall,
        first_rater_key,
        first_points_count,
        second_points_count,
        lag(second_points_count) over (
            partition by person_key, item_id
            order by evaluation_fiscal_year
        ) as points_before,
        lag(evaluation_fiscal_year) over (
            partition by person_key, item_id
            order by evaluation_fiscal_year
        ) as year_before,
        delivery_id,
        row_number
    from {{ ref('stg_evaluation_points') }}

),

raters as (

    select
        evaluation_fiscal_year,
        first_rater_key,
        count(*) as sheet_count,
        sum(first_points_count) as points_sum
    from points
    where is_overall and first_rater_key is not null and first_points_count is not null
    group by
        evaluation_fiscal_year,
        first_rater_key

),

years as (

    select
        evaluation_fiscal_year,
        sum(sheet_count) as sheet_count,
        sum(points_sum) as points_sum
    from raters
    group by evaluation_fiscal_year

),

severities as (

    select
        raters.evaluation_fiscal_year,
        raters.first_rater_key,
        -- |a/n - b/m| is |am - bn| / nm, here in thousandths and rounded half up
        cast({{ whole_quotient(
            '2000 * abs(raters.points_sum * years.sheet_count - years.points_sum * raters.sheet_count) + raters.sheet_count * years.sheet_count',
            '2 * raters.sheet_count * years.sheet_count'
        ) }} as bigint) as rater_deviation_thousandths
    from raters
    inner join years -- n:1
        on raters.evaluation_fiscal_year = years.evaluation_fiscal_year

),

final as (

    select
        points.person_key,
        points.evaluation_fiscal_year,
        points.cycle_end_date,
        points.item_id,
        points.is_overall,
        points.first_points_count,
        points.second_points_count,
        points.second_points_count - points.first_points_count as rater_gap_points,
        case
            when points.year_before = points.evaluation_fiscal_year - 1
                then points.second_points_count - points.points_before
        end as growth_points,
        case
            when points.is_overall and points.first_points_count is not null
                then severities.rater_deviation_thousandths
        end as rater_deviation_thousandths,
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
        points.delivery_id,
        points.row_number
    from points
    left join severities -- n:1
        on
            points.evaluation_fiscal_year = severities.evaluation_fiscal_year
            and points.first_rater_key = severities.first_rater_key
    left join {{ ref('fct_assignment_spell') }} as assignment -- n:1, assert_assignments_do_not_overlap
        on
            points.person_key = assignment.person_key
            and points.cycle_end_date >= assignment.assigned_from_date
            and points.cycle_end_date <= coalesce(assignment.assigned_to_date, cast('9999-12-31' as date))

)

select
    person_key,
    evaluation_fiscal_year,
    cycle_end_date,
    item_id,
    is_overall,
    first_points_count,
    second_points_count,
    rater_gap_points,
    growth_points,
    rater_deviation_thousandths,
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
