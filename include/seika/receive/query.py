"""A source's SQL file: one query whose rows come in an order of its own."""

from __future__ import annotations

from pathlib import Path

from seika.errors import BadConfig


def read_query(path: Path) -> str:
    """Return the query; raises ``BadConfig CONFIG-01`` where the file is missing and ``CONFIG-20`` for what is no ordered query."""
    from sqlglot import exp, parse
    from sqlglot.errors import SqlglotError

    if not path.is_file():
        raise BadConfig("CONFIG-01", file=path)
    query = path.read_text(encoding="utf-8").strip().rstrip(";")
    try:
        statements = parse(query, read="postgres")
    except SqlglotError:
        raise BadConfig("CONFIG-20", file=path, problem="it cannot be parsed") from None
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise BadConfig("CONFIG-20", file=path, problem="it is not one select")
    if not statements[0].args.get("order"):
        raise BadConfig("CONFIG-20", file=path, problem="it has no order by of its own")
    return query
