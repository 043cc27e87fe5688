import json

import pytest
from airflow.sdk import Connection

from seika.errors import BadConfig
from seika.orchestrate.connections import connection
from seika.receive.credentials import Credentials, environment

SECRET = "p@ss/w:rd%?"
FORMS = [
    "sftp://ward:p%40ss%2Fw%3Ard%25%3F@files.example.jp:2222/in?host_key=ssh-ed25519+AAAA&no_host_key_check=false",
    "postgresql://reader:p%40ss%2Fw%3Ard%25%3F@db:5432/hr",
    "http://https%3A%2F%2Fapi.example.jp/v2",
    "google-cloud-platform://?__extra__=%7B%22a%22%3A+%7B%22b%22%3A+1%7D%7D",
    "aws://key:p%40ss%2Fw%3Ard%25%3F@/?endpoint_url=http%3A%2F%2F127.0.0.1%3A9000",
    json.dumps({"conn_type": "sftp", "host": "h", "login": "l", "password": SECRET, "port": 22, "extra": {"host_key": "k"}}),
    json.dumps({"conn_type": "postgresql", "host": "h", "schema": "s", "extra": '{"sslmode": "require"}'}),
]


@pytest.mark.parametrize("form", FORMS)
def test_the_environment_is_read_as_airflow_reads_it(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_WARD_FILES", form)
    ours, theirs = environment("ward_files"), Connection.from_json(form, "w") if form[0] == "{" else Connection.from_uri(form, "w")
    assert ours == Credentials(
        host=theirs.host or "",
        port=theirs.port,
        schema=theirs.schema or "",
        login=theirs.login or "",
        password=theirs.password or "",
        extra=theirs.extra_dejson,
        type=theirs.conn_type,
    )
    assert ours == connection("ward_files")


@pytest.mark.parametrize("lookup", [environment, connection])
def test_a_missing_connection_is_named_with_the_way_to_set_it(lookup: object) -> None:
    with pytest.raises(BadConfig, match=r"RECEIVE-07 .*nowhere.*AIRFLOW_CONN_NOWHERE"):
        lookup("nowhere")  # type: ignore[operator]


@pytest.mark.parametrize("text", ["{not json and a secret", "just a secret", '{"extra": "secret"}', "sftp://u:secret@h:port_is_secret/"])
def test_a_broken_connection_is_refused_without_its_text(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_BROKEN", text)
    with pytest.raises(BadConfig, match="RECEIVE-08") as refused:
        environment("broken")
    assert "secret" not in str(refused.value)


def test_what_is_secret_shows_in_no_repr() -> None:
    assert "hidden" not in repr(Credentials(login="me", password="hidden", extra={"private_key": "hidden"}))
