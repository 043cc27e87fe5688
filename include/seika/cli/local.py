"""``seika up`` and ``seika down``"""

from __future__ import annotations

from rich import print as show


def up() -> None:
    """Start Airflow and leave it running; prints address and login."""
    from seika.orchestrate.local import up as start

    running = start()
    show(f"Airflow: [bold]{running.url}[/bold]\nlogin:   {running.user} / {running.password}\nstop it: make down")


def down() -> None:
    """Stop what ``seika up`` started, with the embedded database."""
    from seika.orchestrate.local import down as stop

    show("stopped" if stop() else "nothing was running")
