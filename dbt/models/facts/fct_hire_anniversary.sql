with hires as (

    select
        person_key,
        hired_date,
        -- an extract of the older form does not say how anybody was hired
        min(hire_type_code) as hire_type_code
    from {{ ref('fct_assignment_spell') }}
    group by 1, 2

),

anniversaries as (

    select
        person_key,
        hired_date,
        hire_type_code,
        0 as anniversary_years,
        hired_date as anniversary_date
    from hires
    {% for years in (3, 10) %}
        union all
        select
            person_key,
            hired_date,
            hire_type_code,
            {{ years }} as anniversary_years,
            cast(hired_date + interval '{{ years }}' year as date) as anniversary_date
        from hires
    {% endfor %}

),

posts as (

    select
        anniversary.person_key,
        anniversary.hired_date,
        anniversary.hire_type_code,
        anniversary.anniversary_years,
        anniversary.anniversary_date,
        assignment.assigned_to_date,
        assignment.sex_code,
        assignment.birth_date,
        assignment.employment_type_code,
        assignment.secondment_code,
        assignment.job_family_code,
        assignment.rank_code,
        assignment.is_manager,
        assignment.is_supervisor,
        assignment.unit_code,
        assignment.assigned_from_date,
        assignment.delivery_id,
        assignment.row_number,
        row_number() over (
            partition by anniversary.person_key, anniversary.hired_date, anniversary.anniversary_years
            order by assignment.assigned_from_date desc, assignment.row_number desc
        ) as latest_number,
        lag(assignment.unit_code) over (
            partition by anniversary.person_key, anniversary.hired_date, anniversary.anniversary_years
            order by assignment.assigned_from_date, assignment.row_number
        ) as unit_code_before,
        row_number() over (
            partition by anniversary.person_key, anniversary.hired_date, anniversary.anniversary_years, assignment.unit_code
            order by assignment.assigned_from_date, assignment.row_number
        ) as entry_number
    from anniversaries as anniversary
    inner join {{ ref('fct_assignment_spell') }} as assignment -- 1:n, every post up to the day
        on
            anniversary.person_key = assignment.person_key
            and anniversary.anniversary_date >= assignment.assigned_from_date
            and anniversary.hired_date <= assignment.assigned_from_date

),

counted as (

    -- to go along with what became of one's unit is no other post, and to come back to a unit is none either
    select
        post.person_key,
        post.hired_date,
        post.anniversary_years,
        count(*) as post_count
    from posts as post
    left join {{ ref('dim_unit_succession') }} as succession -- n:1
        on
            post.unit_code_before = succession.unit_code
            and post.unit_code = succession.successor_unit_code
            and post.assigned_from_date = succession.succession_date
    where
        post.entry_number = 1
        and succession.unit_code is null
    group by 1, 2, 3

),

final as (

    select
        post.person_key,
        post.anniversary_years,
        post.anniversary_date,
        post.hire_type_code,
        post.assigned_to_date is null or post.assigned_to_date >= post.anniversary_date as is_serving,
        counted.post_count,
        post.sex_code,
        post.birth_date,
        post.hired_date,
        post.employment_type_code,
        post.secondment_code,
        post.job_family_code,
        post.rank_code,
        post.is_manager,
        post.is_supervisor,
        -- the unit of the day, or the last one of somebody who had left by then
        post.unit_code,
        post.delivery_id,
        post.row_number
    from posts as post
    inner join counted -- 1:1
        on
            post.person_key = counted.person_key
            and post.hired_date = counted.hired_date
            and post.anniversary_years = counted.anniversary_years
    where post.latest_number = 1

)

select
    person_key,
    cast(anniversary_years as bigint) as anniversary_years,
    anniversary_date,
    hire_type_code,
    is_serving,
    post_count,
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
