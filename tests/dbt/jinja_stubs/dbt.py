"""What the linter needs to know of dbt's cross-database macros: something of the right shape."""


def dateadd(part: str, count: int, column: str) -> str:
    return f"{column} + interval '{count}' {part}"


def datediff(first: str, last: str, part: str) -> str:
    return f"date_diff('{part}', {first}, {last})"


def last_day(date: str, datepart: str) -> str:
    return f"last_day({date})"


def date_trunc(datepart: str, date: str) -> str:
    return f"date_trunc('{datepart}', {date})"
