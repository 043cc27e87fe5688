from pathlib import Path

from typer.testing import CliRunner

from seika.cli import app


def test_the_dbt_project_becomes_one_page_with_the_sql_of_every_measure(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["dbt-docs", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    for there in ("kpi_value", "outcome_status", "fct_attendance_day", "compiled from include/measures/overtime_minutes.yml"):
        assert there in page
    assert 'send_anonymous_usage_stats": false' in page  # whoever opens it tells nobody
