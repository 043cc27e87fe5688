"""``seika up`` and ``seika down``"""

from __future__ import annotations

from rich import print as show


def up() -> None:
    """Start Airflow and leave it running; prints address and login."""
    from seika.orchestrate import local

    running = local.up()
    show(f"Airflow: [bold]{running.url}[/bold]\nlogin:   {running.user} / {running.password}\nstop it: make down")


def down() -> None:
    """Stop what ``seika up`` started, with the embedded database."""
    from seika.orchestrate import local

    show("stopped" if local.down() else "nothing was running")
