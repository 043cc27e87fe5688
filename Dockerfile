# One image for every Airflow process; the code, the lock and the configuration are what a snapshot's code hash covers.
FROM python:3.12-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    UV_PYTHON_DOWNLOADS=never \
    UV_PROJECT_ENVIRONMENT=/opt/seika/.venv \
    SEIKA_HOME=/opt/seika \
    SEIKA_STATE=/var/lib/seika \
    AIRFLOW_HOME=/var/lib/seika/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/seika/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/seika/plugins \
    AIRFLOW__CORE__LOAD_EXAMPLES=false \
    AIRFLOW__CORE__DEFAULT_TIMEZONE=Asia/Tokyo \
    PATH=/opt/seika/.venv/bin:$PATH

RUN useradd --system --uid 50000 --home-dir /var/lib/seika --create-home seika \
    && pip install --no-cache-dir uv==0.13.8

WORKDIR /opt/seika
COPY pyproject.toml uv.lock README.md ./
COPY include ./include
RUN uv sync --locked --no-dev --no-cache
COPY dags ./dags
COPY dbt ./dbt
COPY expectations ./expectations
COPY plugins ./plugins

USER seika
VOLUME /var/lib/seika
