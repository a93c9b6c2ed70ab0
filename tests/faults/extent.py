"""How many cases are tried."""

import os

FULL = os.environ.get("ITA_FAULTS") == "all"
"""`make faults` tries every case; `make test` a few of each kind."""
