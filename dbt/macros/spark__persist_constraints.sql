{#- Parquet tables of Spark have no constraints: what a contract says is never NULL is counted, and stops the build. -#}
{% macro spark__persist_constraints(relation, model) %}
    {% set never_null = [] %}
    {% for column in model.columns.values() if 'not_null' in column.constraints | map(attribute='type') | list %}
        {% do never_null.append(column.name) %}
    {% endfor %}
    {% if never_null %}
        {% call statement('nulls', fetch_result=True) %}
            select count(*) as null_count from {{ relation }} where {{ never_null | join(' is null or ') }} is null
        {% endcall %}
        {% if load_result('nulls')['data'][0][0] > 0 %}
            {{ exceptions.raise_compiler_error('NOT NULL constraint failed: ' ~ relation.identifier) }}
        {% endif %}
    {% endif %}
{% endmacro %}
