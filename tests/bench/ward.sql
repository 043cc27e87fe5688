-- One month of Setagaya by hand: all its KPIs, units and parts from the same Parquet (schema lake) and the same lists (schema config).
-- Variables: first, last (of the month), april (1 April of its fiscal year), ended, ends (the last fiscal year that is over), wave.

create temp macro years(since, until) as
    (year(until) * 10000 + month(until) * 100 + day(until) - year(since) * 10000 - month(since) * 100 - day(since)) // 10000;
create temp macro this_year(day) as day between getvariable('april') and getvariable('last');

create temp table post as
select
    person_key as who, unit_code as unit, rank_code as rank, sex_code as sex, birth_date as birth, hired_date as hired,
    employment_type_code as kind, job_family_code as family, hire_type_code as hire_type, retired_date as retired,
    retirement_reason_code as reason, assigned_from_date as since, coalesce(assigned_to_date, date '9999-12-31') as until,
    is_manager, is_supervisor, coalesce(post_kind_code, 'main') as post_kind, coalesce(secondment_code, 'none') as seconded
from lake.roster left join config.rank using (rank_code);
create temp table spell as select * exclude (post_kind) from post where post_kind = 'main';

create temp macro serving(on_day) as table
    select unit, who, rank, sex, birth, hired, kind, family, is_manager, is_supervisor, seconded from spell where on_day between since and until;
create temp table everybody as from serving(getvariable('last'));
create temp table salaried as select * exclude (is_manager, is_supervisor, seconded) from everybody where kind in ('regular', 'reemployed_full') and seconded <> 'in';
create temp table below as select * exclude (is_manager, is_supervisor, seconded) from everybody where kind = 'regular' and not is_manager and seconded <> 'out';
create temp table on_april as from serving(getvariable('april'));
create temp table staff as select * exclude (is_manager, is_supervisor, seconded) from everybody;

create temp table part (
    kpi varchar, win varchar, unit varchar, who varchar, rank varchar, sex varchar, birth date, hired date, kind varchar, family varchar,
    age_band varchar, top bigint, bottom bigint, behind boolean, people bigint
);

-- days at work
create temp table worked as
select
    day.person_key as who, day.work_date, start_minutes, end_minutes, overtime_minutes, late_night_minutes, work_pattern_code as pattern,
    scheduled_end_minutes as due, pc_end_minutes, is_on_time_day, is_telework, unit, rank, sex, birth, hired, kind, family, is_manager
from (from lake.attendance where work_date between getvariable('first') and getvariable('last')) as day
asof join spell on day.person_key = spell.who and day.work_date >= spell.since;

create temp table minutes as
select person_key as who, date_trunc('month', work_date)::date as of_month, sum(overtime_minutes) as overtime
from lake.attendance where work_date > last_day(getvariable('last') - interval 12 month) group by all;
create temp table long_hours as
with back as (
    select
        who,
        coalesce(sum(overtime) filter (of_month = getvariable('first')), 0) as m1,
        coalesce(sum(overtime) filter (of_month >= getvariable('first') - interval 1 month), 0) as m2,
        coalesce(sum(overtime) filter (of_month >= getvariable('first') - interval 2 month), 0) as m3,
        coalesce(sum(overtime) filter (of_month >= getvariable('first') - interval 3 month), 0) as m4,
        coalesce(sum(overtime) filter (of_month >= getvariable('first') - interval 4 month), 0) as m5,
        coalesce(sum(overtime) filter (of_month >= getvariable('first') - interval 5 month), 0) as m6,
        coalesce(sum(overtime) filter (of_month >= getvariable('april')), 0) as of_year,
        count(*) filter (of_month >= getvariable('april') and overtime > 2700) as long_months
    from minutes group by who
)
select who, m1, of_year, long_months, m2 > 9600 or m3 > 14400 or m4 > 19200 or m5 > 24000 or m6 > 28800 as over_80 from back;

create temp table designated as
select unit_code as unit, unit_designation_code as code from config.unit_designation
where getvariable('last') between valid_from_date and coalesce(valid_to_date, date '9999-12-31');

insert into part by name
select 'overtime_hours_per_capita_month' as kpi, 'month' as win, unit, who, rank, sex, birth, hired, kind, family, sum(overtime_minutes) as top, 0 as bottom, false as behind
from worked where kind = 'regular' and not is_manager group by all
union all by name
select 'overtime_hours_per_capita_month' as kpi, 'month' as win, *, 0 as top, 1 as bottom, true as behind from below
union all by name
select 'holiday_work_days_per_capita' as kpi, 'month' as win, unit, who, rank, sex, birth, hired, kind, family, count(*) as top, 0 as bottom, false as behind
from worked inner join config.day using (work_date) where is_holiday and pattern <> 'shift' and kind = 'regular' and not is_manager group by all
union all by name
select 'holiday_work_days_per_capita' as kpi, 'month' as win, *, 0 as top, 1 as bottom, true as behind from below
union all by name
select 'overtime_over45h_month_rate' as kpi, 'month' as win, below.*, (coalesce(m1, 0) > 2700)::bigint as top, 1 as bottom, true as behind
from below left join long_hours using (who)
union all by name
select 'overtime_avg_2to6m_over80h_rate' as kpi, 'month' as win, below.*, coalesce(over_80, false)::bigint as top, 1 as bottom, true as behind
from below left join long_hours using (who)
union all by name
select 'doctor_interview_target_count' as kpi, 'month' as win, staff.*, 1 as top, 0 as bottom, true as behind
from staff inner join long_hours using (who) where m1 >= 6000 or over_80
union all by name
select 'overtime_cap_violation_count__' || if(is_driven, 'externally_driven', 'general') as kpi, 'month' as win, person.* exclude (is_driven), 1 as top, 0 as bottom, true as behind
from (select below.*, unit in (select unit from designated where code = 'externally_driven') as is_driven from below) as person
inner join long_hours using (who)
where if(is_driven, m1 >= 6000 or of_year > 43200 or over_80 or long_months > 6, m1 > 2700 or of_year > 21600)
union all by name
select 'late_night_work_rate' as kpi, 'month' as win, *, (who in (select who from worked where late_night_minutes > 0))::bigint as top, 1 as bottom, true as behind from below
union all by name
select 'telework_usage_rate' as kpi, 'month' as win, *, (who in (select who from worked where is_telework))::bigint as top, 1 as bottom, true as behind from staff
union all by name
select 'flex_shift_usage_rate' as kpi, 'month' as win, *, (who in (select who from worked where pattern = 'staggered'))::bigint as top, 1 as bottom, true as behind
from staff where unit not in (select unit from designated where code = 'rotating_shift')
union all by name
select 'clock_overtime_gap_rate' as kpi, 'month' as win, unit, who, rank, sex, birth, hired, kind, family,
    count(*) filter (greatest(end_minutes, pc_end_minutes) - due - overtime_minutes >= 60) as top, count(*) as bottom, true as behind
from worked where due is not null and kind = 'regular' and not is_manager group by all
union all by name
select 'scheduled_leave_day_compliance_rate' as kpi, 'month' as win, unit, who, rank, sex, birth, hired, kind, family,
    count(*) filter (end_minutes <= due + 15) as top, count(*) as bottom, true as behind
from worked where is_on_time_day and pattern in ('standard', 'staggered') and due is not null group by all
union all by name
select 'work_interval_11h_rate' as kpi, 'month' as win, worked.unit, worked.who, worked.rank, worked.sex, worked.birth, worked.hired, worked.kind, worked.family,
    count(*) filter (1440 + worked.start_minutes - eve.end_minutes >= 660) as top, count(*) as bottom, true as behind
from worked inner join lake.attendance as eve on worked.who = eve.person_key and eve.work_date = worked.work_date - 1 group by all;

-- leave
create temp table taken as
select
    person_key as who, leave_type_code as type, from_date, to_date, leave_unit_code,
    case leave_unit_code when 'day' then 8 when 'half_day' then 4 else 1 end * quantity_count as hours
from lake.leave where not is_cancelled;

create temp macro stayed(start_day, end_day) as table
    select there.* exclude (is_manager, is_supervisor, seconded), coalesce(hours, 0) as hours
    from serving(end_day) as there
    inner join (
        select who, sum(least(until, end_day) - greatest(since, start_day) + 1) as days
        from spell where since <= end_day and until >= start_day group by who
    ) as served on there.who = served.who and days = end_day - start_day + 1
    left join (
        select who, sum(hours) as hours from taken where type = 'annual' and from_date between start_day and end_day group by who
    ) as annual on there.who = annual.who
    where kind = 'regular' and hired <= start_day and end_day >= getvariable('first_day');

insert into part by name
select 'annual_leave_days_avg' as kpi, 'fiscal_year_to_date' as win, * exclude (hours), hours as top, 1 as bottom, true as behind
from stayed(greatest(getvariable('april'), getvariable('first_day')), getvariable('last'))
union all by name
select 'annual_leave_days_avg' as kpi, 'calendar_year_to_date' as win, * exclude (hours), hours as top, 1 as bottom, true as behind
from stayed(greatest(date_trunc('year', getvariable('first'))::date, getvariable('first_day')), getvariable('last'))
union all by name
select 'annual_leave_take_rate' as kpi, 'fiscal_year' as win, * exclude (hours), hours as top, 1 as bottom, true as behind
from stayed(greatest(getvariable('ended'), getvariable('first_day')), getvariable('ends'))
union all by name
select 'annual_leave_under5_rate' as kpi, 'fiscal_year' as win, * exclude (hours), (hours < 40)::bigint as top, 1 as bottom, true as behind
from stayed(greatest(getvariable('ended'), getvariable('first_day')), getvariable('ends'))
union all by name
select 'family_care_leave_users' as kpi, 'fiscal_year_to_date' as win, unit, who, rank, sex, birth, hired, kind, family, 1 as top, 0 as bottom, true as behind
from (select distinct who, from_date from taken where type = 'family_care' and this_year(from_date)) as day
asof join (select who as one, * exclude (who) from spell) as spell on day.who = spell.one and day.from_date >= spell.since;

create temp table sick as
with record as (
    select person_key as who, from_date, to_date from lake.leave
    where leave_type_code in ('sick', 'sick_absence') and leave_unit_code = 'day' and not is_cancelled
),
open_day as (select work_date, sum(is_working_day::int) over (order by work_date) as number from config.day),
before as (
    select *, max(to_date) over (partition by who order by from_date, to_date rows between unbounded preceding and 1 preceding) as was_sick_until
    from record
),
chain as (
    select before.*, sum(if(was_sick_until is null or coalesce(eve.number, 0) > until.number, 1, 0)) over (partition by who order by from_date, to_date) as chain
    from before
    left join open_day as eve on eve.work_date = before.from_date - 1
    left join open_day as until on until.work_date = before.was_sick_until
)
select who, from_date, to_date - min(from_date) over (partition by who, chain) + 1 as days from chain;

create temp macro last_post(start_day, end_day) as table
    from spell where since <= end_day and until >= start_day qualify row_number() over (partition by who order by since desc) = 1;

insert into part by name
select
    'long_sick_leave_rate' as kpi, 'fiscal_year_to_date' as win, unit, who, rank, sex, birth, hired, kind, family,
    (who in (select who from sick where days >= 30 and this_year(from_date)))::bigint as top, 1 as bottom, true as behind
from last_post(getvariable('april'), getvariable('last'))
where kind in ('regular', 'reemployed_full') and who in (select who from on_april);

-- children
create temp table child as
select person_key as who, child_number, min(eligible_date) as eligible, min(from_date) filter (leave_kind_code = 'childcare_leave') as first_leave
from lake.childcare group by all;
create temp table leave_spell as
select person_key as who, child_number, spell_number, eligible_date, from_date, to_date, end_code, to_date - from_date + 1 as days
from lake.childcare where leave_kind_code = 'childcare_leave' and from_date is not null;
create temp macro placed(moments) as table
    select unit, day.who, rank, sex, birth, hired, kind, family, day.moment
    from query_table(moments) as day asof join (select who as one, * exclude (who) from spell) as place on day.who = place.one and day.moment >= place.since;
create temp table became_able as select who, min(eligible) as moment from child where this_year(eligible) group by who;
create temp table began as select who, min(from_date) as moment from leave_spell where spell_number = 1 and this_year(from_date) group by who;
create temp table able as select * exclude (moment) from placed('became_able') where kind = 'regular';
create temp table fathers as from able where sex = 'male';
create temp table father_leave as
select who, sum(hours) as hours from taken where type in ('spouse_birth', 'childcare_participation') and this_year(from_date) group by who;
create temp table begun_days as
select who, sum(days) as days from leave_spell where this_year(eligible_date) and this_year(from_date) group by who;
create temp table first_taken as
with each_child as (select who, child_number, min(from_date) as moment, sum(days) as days from leave_spell group by all)
select * from each_child where this_year(moment) qualify row_number() over (partition by who order by moment, child_number) = 1;
create temp table takers as
select place.* exclude (moment), case
    when days < 7 then 'under_1_week' when days < 14 then '1_to_2_weeks'
    when days <= (place.moment + interval 1 month)::date - place.moment then '2_weeks_to_1_month'
    when days <= (place.moment + interval 3 month)::date - place.moment then '1_to_3_months'
    when days <= (place.moment + interval 6 month)::date - place.moment then '3_to_6_months'
    when days <= (place.moment + interval 12 month)::date - place.moment then '6_to_12_months'
    else 'over_12_months'
end as band
from placed('first_taken') as place inner join first_taken using (who) where kind = 'regular' and sex = 'male';
create temp table ended as select distinct who, from_date as moment, end_code from leave_spell where this_year(to_date) and end_code in ('returned', 'left');
create temp table shorter as
select distinct person_key as who, from_date as moment from lake.childcare
where leave_kind_code in ('part_time', 'short_time') and getvariable('last') between from_date and to_date;

insert into part by name
select sex || '_childcare_leave_rate' as kpi, 'fiscal_year_to_date' as win, * exclude (moment), 1 as top, 0 as bottom, false as behind from placed('began') where kind = 'regular'
union all by name
select sex || '_childcare_leave_rate' as kpi, 'fiscal_year_to_date' as win, *, 0 as top, 1 as bottom, true as behind from able
union all by name
select 'male_childcare_leave_rate_cohort' as kpi, 'fiscal_year_to_date' as win, *,
    (who in (select who from child where this_year(eligible) and first_leave <= getvariable('last')))::bigint as top, 1 as bottom, true as behind from fathers
union all by name
select 'male_childcare_leave_' || weeks || '_rate' as kpi, 'fiscal_year_to_date' as win, fathers.*, (coalesce(days, 0) >= least_days)::bigint as top, 1 as bottom, true as behind
from fathers left join begun_days using (who) cross join (values ('1week', 7), ('2weeks', 14)) as asked (weeks, least_days)
union all by name
select 'spouse_birth_leave_' || name as kpi, 'fiscal_year_to_date' as win, fathers.*, (coalesce(hours, 0) >= least_hours)::bigint as top, 1 as bottom, true as behind
from fathers left join father_leave using (who) cross join (values ('rate', 1), ('5days_rate', 40)) as asked (name, least_hours)
union all by name
select 'male_childcare_leave_duration_share__' || duration_band_code as kpi, 'fiscal_year_to_date' as win, takers.* exclude (band),
    (band = duration_band_code)::bigint as top, 1 as bottom, true as behind
from takers cross join (values ('under_1_week'), ('1_to_2_weeks'), ('2_weeks_to_1_month'), ('1_to_3_months'), ('3_to_6_months'), ('6_to_12_months'), ('over_12_months')) as bands (duration_band_code)
union all by name
select 'childcare_return_rate' as kpi, 'fiscal_year_to_date' as win, place.* exclude (moment), (end_code = 'returned')::bigint as top, 1 as bottom, true as behind
from placed('ended') as place inner join ended using (who, moment) where kind = 'regular'
union all by name
select 'childcare_short_time_users' as kpi, 'month_end' as win, * exclude (moment), 1 as top, 0 as bottom, true as behind from placed('shorter');

-- who serves, comes, stays and goes
insert into part by name
select 'headcount' as kpi, 'month_end' as win, *, 1 as top, 0 as bottom, true as behind from salaried
union all by name
select 'headcount_without_reemployed' as kpi, 'month_end' as win, *, 1 as top, 0 as bottom, true as behind from salaried where kind = 'regular'
union all by name
select 'seconded_staff_count' as kpi, 'month_end' as win, * exclude (is_manager, is_supervisor, seconded), 1 as top, 0 as bottom, true as behind
from everybody where seconded = 'out'
union all by name
select 'posted_staff_count' as kpi, 'month_end' as win, unit, who, rank, sex, birth, hired, kind, family, 1 as top, 0 as bottom, true as behind
from post where seconded <> 'out' and getvariable('last') between since and until
union all by name
select kpi, 'month_end' as win, staff.*, (kind = asked)::bigint as top, 1 as bottom, true as behind
from staff cross join (values ('non_regular_share', 'fiscal_year_appointed'), ('fixed_term_share', 'fixed_term')) as shares (kpi, asked)
union all by name
select 'female_manager_rate' as kpi, 'april_first' as win, * exclude (is_manager, is_supervisor, seconded), (sex = 'female')::bigint as top, 1 as bottom, true as behind
from on_april where seconded <> 'in' and is_manager and kind in ('regular', 'reemployed_full')
union all by name
select 'female_supervisor_rate' as kpi, 'april_first' as win, * exclude (is_manager, is_supervisor, seconded), (sex = 'female')::bigint as top, 1 as bottom, true as behind
from on_april where seconded <> 'in' and is_supervisor and kind in ('regular', 'reemployed_full')
union all by name
select kpi, 'april_first' as win, on_april.* exclude (is_manager, is_supervisor, seconded),
    (if(kpi = 'age_under40_share', years(birth, getvariable('april')) < 40, years(birth, getvariable('april')) >= 51))::bigint as top, 1 as bottom, true as behind
from on_april cross join (values ('age_under40_share'), ('age_51plus_share')) as shares (kpi) where seconded <> 'in' and kind in ('regular', 'reemployed_full')
union all by name
select 'average_years_of_service' as kpi, 'april_first' as win, * exclude (is_manager, is_supervisor, seconded),
    (year(getvariable('april')) - year(hired)) * 12 + 4 - month(hired) - (day(hired) > 1)::int as top, 1 as bottom, true as behind
from on_april where seconded <> 'in' and kind = 'regular';

create temp macro of_year(start_day, end_day) as table
    select post.*, retired between start_day and end_day as has_left, who in (select who from serving(start_day)) as was_there
    from last_post(start_day, end_day) as post where seconded <> 'in' and kind = 'regular';
create temp table year as
select 'fiscal_year_to_date' as win, * from of_year(getvariable('april'), getvariable('last'))
union all select 'fiscal_year' as win, * from of_year(getvariable('ended'), getvariable('ends'));
create temp table anniversary as
with hired_on as (select distinct who, hired from spell where seconded <> 'in' and kind = 'regular' and hired <= getvariable('last')),
days as (
    select win, after, who, (hired + to_years(after))::date as day
    from hired_on cross join (values (0), (3), (10)) as asked (after)
    inner join (values
        ('fiscal_year_to_date', getvariable('april'), getvariable('last')), ('fiscal_year', getvariable('ended'), getvariable('ends'))
    ) as windows (win, start_day, end_day) on (hired + to_years(after))::date between start_day and end_day
)
select days.win, days.after, days.day, spell.*, count(distinct unit) over (partition by win, after, days.who) as posts
from days inner join spell on days.who = spell.who and spell.since <= days.day
qualify row_number() over (partition by win, after, days.who order by since desc) = 1;

insert into part by name
select 'turnover_rate_inner' as kpi, win, unit, who, rank, sex, birth, hired, kind, family, coalesce(has_left, false)::bigint as top, 1 as bottom, true as behind from year
union all by name
select 'voluntary_turnover_rate' as kpi, win, unit, who, rank, sex, birth, hired, kind, family, coalesce(has_left and reason = 'voluntary', false)::bigint as top,
    was_there::bigint as bottom, was_there as behind from year where was_there or (has_left and reason = 'voluntary')
union all by name
select 'new_hire_3yr_retention_rate' as kpi, win, unit, who, rank, sex, birth, hired, kind, family, (until >= day)::bigint as top, 1 as bottom, true as behind
from anniversary where after = 3 and hire_type in ('class_1', 'class_2', 'class_3')
union all by name
select 'mid_career_hire_share' as kpi, win, unit, who, rank, sex, birth, hired, kind, family, (hire_type = 'mid_career')::bigint as top, 1 as bottom, true as behind
from anniversary where after = 0
union all by name
select 'three_posts_in_10y_rate' as kpi, win, unit, who, rank, sex, birth, hired, kind, family, (posts >= 3)::bigint as top, 1 as bottom, true as behind
from anniversary where after = 10 and until >= day and family = 'administrative' and hire_type in ('class_1', 'class_2', 'class_3');

-- learning and talking
create temp table course as
select t.person_key as who, t.* exclude (person_key), c.topic_code as topic from lake.training as t left join config.course as c using (course_id);
create temp table asked_to_attend as
select distinct who, designated_date as moment from course
where designation_code = 'mandatory' and not is_exempt and fiscal_year = year(getvariable('april')) and this_year(designated_date);
create temp table study_group as select distinct person_key as who, used_date as moment from lake.self_development where support_code = 'study_group' and this_year(used_date);

insert into part by name
select 'mandatory_training_completion_rate' as kpi, 'fiscal_year_to_date' as win, place.* exclude (moment),
    count(*) filter (completed_date <= due_date and completed_date <= getvariable('last')) as top, count(*) as bottom, true as behind
from placed('asked_to_attend') as place inner join course on course.who = place.who and course.designated_date = place.moment
where designation_code = 'mandatory' and not is_exempt and fiscal_year = year(getvariable('april')) group by all
union all by name
select 'optional_training_participation_rate' as kpi, 'fiscal_year_to_date' as win, *,
    (who in (select who from course where designation_code = 'voluntary' and this_year(completed_date)))::bigint as top, 1 as bottom, true as behind from staff
union all by name
select 'one_on_one_rate' as kpi, 'fiscal_year_to_date' as win, *,
    (who in (select person_key from lake.interview where this_year(interview_date)))::bigint as top, 1 as bottom, true as behind from salaried
union all by name
select 'self_development_support_users' as kpi, 'fiscal_year_to_date' as win, *,
    (who in (select person_key from lake.self_development where this_year(used_date)))::bigint as top, 1 as bottom, true as behind from salaried
union all by name
select 'study_group_members' as kpi, 'fiscal_year_to_date' as win, * exclude (moment), 1 as top, 0 as bottom, true as behind from placed('study_group')
union all by name
select kpi, 'fiscal_year_to_date' as win, salaried.*, (coalesce(dx, false) and (kpi = 'dx_literacy_completion_rate' or coalesce(harassment, false)))::bigint as top, 1 as bottom, true as behind
from salaried left join (
    select person_key as who, bool_or(theme_code = 'dx') as dx, bool_or(theme_code = 'harassment') as harassment
    from lake.elearning where fiscal_year = year(getvariable('april')) and this_year(passed_date) group by 1
) as passed using (who)
cross join (values ('elearning_completion_rate'), ('dx_literacy_completion_rate')) as asked (kpi);

-- evaluations of the year that is over
create temp table evaluated as
select person_key as who, cycle_end_date as moment, grade_code, finalized_date <= due_date as in_time from lake.evaluation
where is_target and cycle_end_date between getvariable('ended') and getvariable('ends');
create temp table pointed as
select distinct person_key as who, cycle_end_date as moment from lake.evaluation_points where cycle_end_date between getvariable('ended') and getvariable('ends');
create temp table point as
with rated as (
    select
        person_key as who, item_id, cycle_end_date as moment, first_rater_key as rater, first_points_count as first_points, second_points_count as second_points,
        second_points_count - lag(second_points_count) over year_before as grown, lag(evaluation_fiscal_year) over year_before as year_of_before, evaluation_fiscal_year
    from lake.evaluation_points window year_before as (partition by person_key, item_id order by evaluation_fiscal_year)
),
overall as (
    select who, item_id, moment, sum(first_points) over (partition by rater) as given, count(*) over (partition by rater) as times, sum(first_points) over () as every, count(*) over () as all_times
    from rated where item_id = 'overall' and rater is not null and first_points is not null and moment between getvariable('ended') and getvariable('ends')
)
select rated.* exclude (year_of_before, grown), if(rated.year_of_before = rated.evaluation_fiscal_year - 1, rated.grown, null) as grown,
    ((2000 * abs(given * all_times - every * times) + times * all_times) // (2 * times * all_times))::bigint as apart
from rated left join overall using (who, item_id, moment) where rated.moment between getvariable('ended') and getvariable('ends');
create temp table rated as select place.*, point.* exclude (who, moment) from placed('pointed') as place inner join point using (who, moment);
create temp table graded as select place.*, evaluated.* exclude (who, moment) from placed('evaluated') as place inner join evaluated using (who, moment);

insert into part by name
select 'evaluation_completion_rate' as kpi, 'fiscal_year' as win, graded.* exclude (moment, grade_code, in_time), coalesce(in_time, false)::bigint as top, 1 as bottom, true as behind from graded
union all by name
select 'evaluation_grade_share__' || lower(code) as kpi, 'fiscal_year' as win, graded.* exclude (moment, grade_code, in_time), (grade_code = code)::bigint as top, 1 as bottom, true as behind
from graded cross join (values ('S'), ('A'), ('B'), ('C'), ('D')) as grades (code) where grade_code is not null
union all by name
select 'competency_score_mean__' || item_id as kpi, 'fiscal_year' as win, unit, who, rank, sex, birth, hired, kind, family, second_points as top, 1 as bottom, true as behind
from rated where item_id <> 'overall' and second_points is not null
union all by name
select 'competency_growth' as kpi, 'fiscal_year' as win, unit, who, rank, sex, birth, hired, kind, family, sum(grown) as top, count(*) as bottom, true as behind
from rated where item_id <> 'overall' and grown is not null group by all
union all by name
select 'evaluation_rater_gap' as kpi, 'fiscal_year' as win, unit, who, rank, sex, birth, hired, kind, family, second_points - first_points as top, 1 as bottom, true as behind
from rated where item_id = 'overall' and first_points is not null and second_points is not null
union all by name
select 'rater_severity_spread' as kpi, 'fiscal_year' as win, unit, who, rank, sex, birth, hired, kind, family, apart as top, 1 as bottom, true as behind
from rated where apart is not null;

-- answers of the newest wave
create temp table answer as
with sheet as (
    select *, dense_rank() over (partition by respondent_key order by answered_at desc, row_number desc) as latest
    from lake.survey
),
last_sheet as (
    from sheet qualify answered_at = max(answered_at) over (partition by respondent_key)
)
select
    respondent_key as who, unit_code as unit, sex_code as sex, age_band_code as age_band, rank_code as rank, points_count as points,
    if(is_reversed, scale_max + 1 - points_count, points_count) as turned, if(is_reversed, scale_max + 1 - points_count, points_count) >= scale_max - 1 as is_positive,
    item_id, category_id as category, subcategory_id as topic, is_engagement,
    count(*) over (partition by respondent_key, subcategory_id) = (select count(*) from config.survey_item as i where i.subcategory_id = item.subcategory_id) as is_whole
from last_sheet inner join config.survey_item as item using (item_id);

insert into part by name
select kpi, 'wave' as win, unit, who, rank, sex, age_band, sum(amount)::bigint as top, count(*) as bottom, true as behind from (
    select 'engagement_score_mean' as kpi, unit, who, rank, sex, age_band, turned as amount from answer where is_engagement
    union all by name
    select 'engagement_positive_rate' as kpi, unit, who, rank, sex, age_band, is_positive::int as amount from answer where is_engagement
    union all by name
    select case topic
        when 'career_vision' then 'career_vision_rate' when 'evaluation_acceptance' then 'evaluation_acceptance_rate'
        when 'workplace_recommendation' then 'workplace_recommendation_rate' when 'want_to_stay' then 'want_to_stay_rate'
        when 'feedback_received' then 'feedback_received_rate' when 'unknown_task' then 'unknown_task_difficulty_rate' when 'ojt_standard' then 'ojt_standard_need_rate'
    end as kpi, unit, who, rank, sex, age_band, is_positive::int as amount from answer
    union all by name
    select case topic when 'work_engagement' then 'work_engagement_score' when 'psychological_safety' then 'psychological_safety_score' end as kpi,
        unit, who, rank, sex, age_band, turned as amount from answer where is_whole
    union all by name
    select 'enps' as kpi, unit, who, rank, sex, age_band, (points >= 9)::int - (points <= 6)::int as amount from answer where topic = 'enps'
    union all by name
    select 'promotion_willingness_rate' as kpi, unit, who, rank, sex, age_band, is_positive::int as amount from answer
    where topic = 'promotion_willingness' and rank not in ('department_head', 'chief_foreman')
    union all by name
    select 'setagaya_category_positive_rate__' || category as kpi, unit, who, rank, sex, age_band, is_positive::int as amount from answer
    union all by name
    select 'setagaya_issue_positive_rate__' || item_id as kpi, unit, who, rank, sex, age_band, is_positive::int as amount from answer
) where kpi is not null group by all
union all by name
select distinct 'survey_response_rate' as kpi, 'wave' as win, unit, who, rank, sex, age_band, 1 as top, 0 as bottom, false as behind from answer
union all by name
select 'survey_response_rate' as kpi, 'wave' as win, unit, who, rank, sex, birth, 0 as top, 1 as bottom, true as behind from serving(getvariable('wave'));

-- numbers of people
insert into part by name
select 'recruitment_ratio' as kpi, 'fiscal_year' as win, '-' as unit, examinee_count as top, passed_people_count as bottom, passed_people_count as people
from lake.recruitment where result_date between getvariable('ended') and getvariable('ends')
union all by name
select 'offer_acceptance_rate' as kpi, 'fiscal_year' as win, '-' as unit, offered_count - declined_count as top, offered_count as bottom, offered_count as people
from lake.recruitment where result_date between getvariable('ended') and getvariable('ends') and declined_count is not null
union all by name
select 'hire_fill_rate' as kpi, 'april_first' as win, '-' as unit, hired_count as top, planned_count as bottom, planned_count as people
from lake.recruitment where hire_date = getvariable('april')
union all by name
select kpi, 'fiscal_year_to_date' as win, '-' as unit, if(kpi = 'internal_posting_fill_rate', selected_count, applicant_count) as top, slot_count as bottom, slot_count as people
from lake.internal_posting
inner join (values ('internal_posting_applicants', 'post'), ('internal_posting_fill_rate', 'post'), ('internal_project_applicants', 'project')) as asked (kpi, code)
    on posting_kind_code = code where this_year(closed_date)
union all by name
select 'disability_employment_rate' as kpi, 'june_first' as win, '-' as unit, disabled_halves_count as top, base_halves_count as bottom, base_halves_count // 2 as people
from lake.disability_report where report_date = getvariable('june')
union all by name
select 'disability_employment_shortage' as kpi, 'june_first' as win, '-' as unit,
    greatest(0, 2 * (base_halves_count * case when report_date >= '2027-04-01' then 30 when report_date >= '2024-04-01' then 28 else 26 end // 2000) - disabled_halves_count) as top,
    0 as bottom, base_halves_count // 2 as people
from lake.disability_report where report_date = getvariable('june')
union all by name
select 'stress_check_participation_rate' as kpi, 'fiscal_year_to_date' as win, unit_code as unit, examinee_count as top, target_count as bottom, target_count as people
from lake.stress_check where this_year(conducted_date)
union all by name
select 'high_stress_rate' as kpi, 'fiscal_year_to_date' as win, unit_code as unit, high_stress_count as top, examinee_count as bottom, examinee_count as people
from lake.stress_check where this_year(conducted_date) and high_stress_count is not null
union all by name
select 'total_health_risk' as kpi, 'fiscal_year_to_date' as win, unit_code as unit, total_risk_count as top, 0 as bottom, examinee_count as people
from lake.stress_check where this_year(conducted_date) and total_risk_count is not null;

create temp table paid_day as
select person_key as who, year_end_date as moment, annual_pay_yen from lake.payroll where year_end_date between getvariable('ended') and getvariable('ends');
insert into part by name
select kpi, 'fiscal_year' as win, place.* exclude (moment), annual_pay_yen as top, 0 as bottom, true as behind
from placed('paid_day') as place inner join paid_day using (who, moment)
inner join (values ('gender_pay_gap', null), ('gender_pay_gap_regular', true), ('gender_pay_gap_non_regular', false)) as asked (kpi, is_regular)
    on is_regular is null or is_regular = (kind = 'regular');

-- cells: every unit above, every part that is asked for
create temp table bounds as select distinct kpi_id as kpi, window_id as win, end_date from config.kpi_window;
create temp table of_person as
with banded as (
    select
        kpi, win, unit, who, top, bottom, behind, people, sex,
        rank, kind, family,
        coalesce(age_band, case when birth is null then null when years(birth, end_date) < 30 then 'under_30' when years(birth, end_date) < 40 then '30s'
            when years(birth, end_date) < 50 then '40s' when years(birth, end_date) < 60 then '50s' else '60_over' end) as age,
        case when hired is null then null when years(hired, end_date) < 10 then 'under_10' when years(hired, end_date) < 20 then '10_19' else '20_over' end as service
    from part inner join bounds using (kpi, win)
),
placed_above as (
    select banded.*, ancestor_unit_code as above, ancestor_level as level
    from banded inner join config.unit_ancestor as way on banded.unit = way.unit_code and way.tree_code = 'as_was'
    where banded.unit = ancestor_unit_code or kpi not in ('stress_check_participation_rate', 'high_stress_rate', 'total_health_risk')
),
parted as (
    select kpi, win, above, who, top, bottom, behind, people, sex, unnest(
        case level
            when 'organization' then [('all', 'all'), ('sex', sex), ('age_band', age), ('rank', rank), ('service_band', service), ('job_family', family), ('employment_type', kind)]
            when 'department' then [('all', 'all'), ('sex', sex), ('age_band', age), ('rank', rank)]
            else [('all', 'all')]
        end
    ) as cell
    from placed_above
)
select kpi, win, above, cell[1] as breakdown, cell[2] as code, who, any_value(sex) as sex, sum(people) as people, bool_or(behind) as behind,
    case when kpi in ('childcare_return_rate', 'family_care_leave_users', 'childcare_short_time_users', 'study_group_members', 'posted_staff_count') then max(top) else sum(top) end as top,
    case when kpi = 'childcare_return_rate' then max(bottom) else sum(bottom) end as bottom
from parted where cell[2] is not null group by kpi, win, above, cell, who;

create temp table summed as
select
    kpi, win, above, breakdown, code,
    case when kpi like 'gender_pay_gap%' then coalesce(floor(avg(top) filter (sex = 'female') + 0.5), 0) else sum(top) end as top,
    case when kpi like 'gender_pay_gap%' then coalesce(floor(avg(top) filter (sex = 'male') + 0.5), 0) else sum(bottom) end as bottom,
    case when kpi like 'gender_pay_gap%' then count(*) filter (sex = 'male') else coalesce(sum(people), 0) + count(who) filter (behind) end as people
from of_person group by kpi, win, above, breakdown, code;

create table cell as
with every as (
    select kpi_id as kpi, window_id as win, unit_code as above, 'all' as breakdown, 'all' as code
    from config.kpi_window inner join config.tree_unit as unit
        on unit.tree_code = 'as_was' and end_date between unit.valid_from_date and coalesce(unit.valid_to_date, date '9999-12-31')
),
whole as (
    select kpi, win, above, breakdown, code, coalesce(top, 0)::hugeint as top, coalesce(bottom, 0)::hugeint as bottom, coalesce(people, 0)::bigint as people
    from every full join summed using (kpi, win, above, breakdown, code)
),
divided as (
    select whole.*, denominator_measure_id is null as is_count, tick, top * multiply * scale as above_line,
        case when denominator_measure_id is null then if(needs_people and people = 0, 0, divide) else bottom * divide end as below_line
    from whole inner join config.kpi_window on kpi = kpi_id and win = window_id
)
select
    kpi as kpi_id, win as window_id, above as unit_code, breakdown as breakdown_id, code as breakdown_code,
    top::bigint as numerator, if(is_count, null, bottom)::bigint as denominator, people,
    (if(below_line = 0, null, sign(above_line) * ((2 * abs(above_line) + below_line) // (2 * below_line)))::decimal(18, 0) * tick)::decimal(18, 4) as value
from divided;
