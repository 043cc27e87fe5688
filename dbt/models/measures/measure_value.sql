with banded as (

    select
        measure_id,
        window_id,
        start_date,
        end_date,
        tree_from_date,
        unit_code,
        person_key,
        sex_code,
        rank_code,
        job_family_code,
        employment_type_code,
        amount,
        record_count,
        people_amount,
        -- whole years on the last day of the window
        coalesce(
            age_band_code,
            case
                when birth_date is null then null
                when {{ whole_years('birth_date', 'end_date') }} < 30 then 'under_30'
                when {{ whole_years('birth_date', 'end_date') }} < 40 then '30s'
                when {{ whole_years('birth_date', 'end_date') }} < 50 then '40s'
                when {{ whole_years('birth_date', 'end_date') }} < 60 then '50s'
                else '60_over'
            end
        ) as age_band_code,
        case
            when hired_date is null then null
            when {{ whole_years('hired_date', 'end_date') }} < 10 then 'under_10'
            when {{ whole_years('hired_date', 'end_date') }} < 20 then '10_19'
            else '20_over'
        end as service_band_code
    from {{ ref('measure_person') }}

),

spread as (

    select
        banded.measure_id,
        banded.window_id,
        banded.start_date,
        banded.end_date,
        ancestor.tree_code,
        ancestor.ancestor_unit_code as unit_code,
        asked.breakdown_id,
        case asked.breakdown_id
            when 'all' then 'all'
            when 'sex' then banded.sex_code
            when 'age_band' then banded.age_band_code
            when 'service_band' then banded.service_band_code
            when 'rank' then banded.rank_code
            when 'job_family' then banded.job_family_code
            when 'employment_type' then banded.employment_type_code
        end as breakdown_code,
        banded.person_key,
        banded.amount,
        banded.record_count,
        banded.people_amount
    from banded
    inner join {{ ref('dim_measure') }} as measure -- n:1
        on banded.measure_id = measure.measure_id
    inner join {{ ref('dim_unit_ancestor') }} as ancestor -- n:m, a record counts in its unit and in all above
        on
            banded.tree_from_date = ancestor.tree_from_date
            and banded.unit_code = ancestor.unit_code
            and (measure.is_rolled_up or ancestor.unit_code = ancestor.ancestor_unit_code)
    inner join {{ ref('dim_measure_breakdown') }} as asked -- n:m, and once for each breakdown that is asked for there
        on
            banded.measure_id = asked.measure_id
            and ancestor.tree_code = asked.tree_code
            and ancestor.ancestor_level = asked.unit_level

),

of_person as (

    select
        measure_id,
        window_id,
        start_date,
        end_date,
        tree_code,
        unit_code,
        breakdown_id,
        breakdown_code,
        person_key,
        sum(amount) as amount,
        sum(record_count) as record_count,
        sum(people_amount) as people_amount
    from spread
    where breakdown_code is not null
    group by
        measure_id,
        window_id,
        start_date,
        end_date,
        tree_code,
        unit_code,
        breakdown_id,
        breakdown_code,
        person_key

),

counted as (

    select
        measure_id,
        window_id,
        start_date,
        end_date,
        tree_code,
        unit_code,
        breakdown_id,
        breakdown_code,
        cast(sum(amount) as bigint) as amount,
        cast(sum(record_count) as bigint) as record_count,
        cast(count(person_key) as bigint) as person_count,
        cast(sum(people_amount) as bigint) as people_amount,
        cast(max(amount) as bigint) as largest_amount
    from of_person
    group by
        measure_id,
        window_id,
        start_date,
        end_date,
        tree_code,
        unit_code,
        breakdown_id,
        breakdown_code

),

final as (

    select
        counted.measure_id,
        counted.window_id,
        counted.start_date,
        counted.end_date,
        counted.tree_code,
        counted.unit_code,
        counted.breakdown_id,
        counted.breakdown_code,
        cast(case measure.aggregate_code
            when 'rows' then counted.record_count
            when 'persons' then counted.person_count
            -- half up to whole units, anew for each cell: a mean is never added up
            when 'mean' then {{ whole_quotient('2 * counted.amount + counted.record_count', '2 * counted.record_count') }}
            else counted.amount
        end as bigint) as quantity,
        -- a record that is no person's says itself how many stand behind it; else what is counted are people
        cast(case
            when measure.has_persons then counted.person_count
            else coalesce(counted.people_amount, case measure.aggregate_code when 'rows' then counted.record_count else counted.amount end)
        end as bigint) as people_count,
        -- of an amount: what one person alone makes of the quantity; of a count of people everybody makes as much
        cast(case
            when not measure.has_persons or counted.largest_amount is null then 0
            when measure.aggregate_code = 'sum' then counted.largest_amount
            when measure.aggregate_code = 'mean' then {{ whole_quotient('counted.largest_amount', 'counted.record_count') }}
            else 0
        end as bigint) as largest_quantity
    from counted
    inner join {{ ref('dim_measure') }} as measure -- n:1
        on counted.measure_id = measure.measure_id

)

select
    measure_id,
    window_id,
    start_date,
    end_date,
    tree_code,
    unit_code,
    breakdown_id,
    breakdown_code,
    quantity,
    people_count,
    largest_quantity
from final
