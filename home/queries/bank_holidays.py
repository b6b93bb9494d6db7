"""The days on which offices are shut, by the part of the country the college is in."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


@cache
def bank_holidays(year: int, region: str) -> dict[dt.date, str]:
    """Return a year's bank holidays with their names; ``region`` as in ``BankHolidays``."""
    import holidays  # noqa: PLC0415 -- slow import

    return dict(holidays.country_holidays("GB", subdiv=region, years=year))
