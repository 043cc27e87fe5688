"""Hangs the auditors' pages (``seika.pages``) into Airflow: the app below ``/seika``, and an entry in the menu."""

from __future__ import annotations

from airflow.sdk.plugins_manager import AirflowPlugin


async def pages(scope, receive, send) -> None:
    """Answer with the pages, imported by the first request: scheduler and workers read this file, too, and need none of it."""
    from seika.pages.app import app

    await app()(scope, receive, send)


class SeikaPages(AirflowPlugin):
    """Registered with Airflow by being here."""

    name = "seika_pages"
    fastapi_apps = [{"app": pages, "url_prefix": "/seika", "name": "seika"}]  # noqa: RUF012 - Airflow's form
    external_views = [  # noqa: RUF012
        {"name": "Seika", "href": "seika/", "url_route": "seika", "destination": "nav", "nav_top_level": True},
    ]
