{#- A build starts in an empty database (transform/mount.py): what dbt does to replace what is there (a second name, two renamings, drops,
    a transaction around them) has nothing to replace, and took a quarter of a small body's month.
    Hooks, grants, indexes and comments are not made either: no model has any. -#}
{% materialization table, adapter='duckdb' %}
    {% call statement('main', auto_begin=False) %}
        {{ create_table_as(False, this, compiled_code) }}
    {% endcall %}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {% call statement('main', auto_begin=False) %}
        {{ create_view_as(this, compiled_code) }}
    {% endcall %}
    {{ return({'relations': [this.incorporate(type='view')]}) }}
{% endmaterialization %}
