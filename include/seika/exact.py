"""Exact decimals: the one place where a number is rounded."""

from __future__ import annotations

from decimal import Decimal


def round_half_up(numerator: int, denominator: int, decimals: int) -> Decimal:
    """Return ``numerator / denominator`` rounded half up (away from zero) to ``decimals`` places, without a float.

    29,002 / 60,880 x 100 gives 47.6. Raises ``ZeroDivisionError`` where the denominator is 0.
    """
    if denominator == 0:
        raise ZeroDivisionError("a KPI without a denominator has no value")
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    top, bottom = abs(numerator) * 10**decimals, abs(denominator)
    return Decimal(sign * ((2 * top + bottom) // (2 * bottom))).scaleb(-decimals)
