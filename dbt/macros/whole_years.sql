{#- Whole years from one day to another, as an age is counted: 29 February has its birthday on 1 March in other years. -#}
{% macro whole_years(from_date, to_date) -%}
    {{ whole_quotient(
        '(extract(year from ' ~ to_date ~ ') * 10000 + extract(month from ' ~ to_date ~ ') * 100 + extract(day from ' ~ to_date ~ '))'
        ~ ' - (extract(year from ' ~ from_date ~ ') * 10000 + extract(month from ' ~ from_date ~ ') * 100 + extract(day from ' ~ from_date ~ '))',
        '10000'
    ) }}
{%- endmacro %}
