# Three images of one file: seika (every Airflow process and the command line), superset, sftp. docker-compose.yml says which service has which.
FROM python:3.12-slim-bookworm AS python
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    UV_PYTHON_DOWNLOADS=never \
    UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy
RUN pip install --no-cache-dir uv==0.13.8


FROM python AS superset
COPY include/superset /opt/superset/seika
RUN uv venv --python python3 /opt/superset/.venv \
    && uv pip install --no-cache --python /opt/superset/.venv/bin/python --require-hashes -r /opt/superset/seika/requirements.txt \
    && useradd --system --uid 50001 --home-dir /var/lib/superset --create-home superset
COPY include/servers/superset.sh /opt/superset/
ENV PATH=/opt/superset/.venv/bin:$PATH \
    SUPERSET_CONFIG_PATH=/opt/superset/seika/superset_config.py \
    SUPERSET_HOME=/var/lib/superset \
    FLASK_APP=superset.app:create_app()
USER superset
CMD ["bash", "/opt/superset/superset.sh"]


# Runs as root because only root may shut a sender into a folder (chroot); all of root's other rights are taken away in docker-compose.yml.
FROM python AS sftp
RUN apt-get update -q && apt-get install -q -y --no-install-recommends openssh-server && rm -rf /var/lib/apt/lists/* /etc/ssh/ssh_host_* \
    && useradd --uid 50000 --home-dir / --no-create-home --shell /usr/sbin/nologin --password "*" sender \
    && mkdir -p /srv/drop/inbox
COPY include/servers/sshd_config include/servers/sftp.sh /opt/sftp/
CMD ["sh", "/opt/sftp/sftp.sh"]


# The code, the lock and the configuration are what a snapshot's code hash covers.
FROM python AS seika
ENV UV_PROJECT_ENVIRONMENT=/opt/seika/.venv \
    SEIKA_HOME=/opt/seika \
    SEIKA_STATE=/var/lib/seika \
    SEIKA_SCRATCH=/var/lib/seika-scratch \
    SEIKA_LANGUAGE=ja \
    HOME=/tmp \
    AIRFLOW_HOME=/opt/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/seika/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/seika/plugins \
    AIRFLOW__CORE__LOAD_EXAMPLES=false \
    AIRFLOW__CORE__DEFAULT_TIMEZONE=Asia/Tokyo \
    PATH=/opt/seika/.venv/bin:$PATH
# Volumes are handed to the user of the folder that they are first mounted on.
RUN useradd --system --uid 50000 --home-dir /var/lib/seika seika \
    && install -d -o seika -g seika -m 700 /var/lib/seika/inbox /var/lib/seika/vault /var/lib/seika/lake /var/lib/seika/logs \
       /var/lib/seika-scratch /opt/airflow \
    && chown seika:seika /var/lib/seika
WORKDIR /opt/seika
COPY pyproject.toml uv.lock README.md ./
COPY include/seika ./include/seika
RUN uv sync --locked --no-default-groups --group servers --no-cache
COPY include ./include
COPY dags ./dags
COPY dbt ./dbt
COPY expectations ./expectations
COPY plugins ./plugins
USER seika
