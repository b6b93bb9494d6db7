"""What the college takes the post to do."""

from __future__ import annotations

import datetime as dt
from typing import Final

# A letter is on its way for some days, second class and a weekend counted.
LETTER_TAKES: Final = dt.timedelta(days=4)
