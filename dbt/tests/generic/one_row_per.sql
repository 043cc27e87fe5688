{#- Says the grain: no two rows share `columns`, and none of them is NULL. Returns numbers of rows, never the values. -#}
{% test one_row_per(model, columns) %}

select count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    {% for column in columns %}
    or count({{ column }}) = 0
    {% endfor %}

{% endtest %}
