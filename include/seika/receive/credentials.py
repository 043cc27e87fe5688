"""How a connector proves who it is; the secret parts never show in a log, an error or a repr."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Credentials:
    """What an Airflow connection holds, or the environment in its form."""

    host: str = ""
    port: int | None = None
    schema: str = ""
    login: str = ""
    password: str = field(default="", repr=False)
    extra: Mapping[str, object] = field(default_factory=dict, repr=False)


Lookup = Callable[[str], Credentials]  # from a connection's id
