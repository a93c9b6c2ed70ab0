"""From sealed evidence to a verdict: recognisers observe, Great Expectations judges.

`judge.judge` is the one entry point. Nothing here fetches, reads bytes or writes.
"""

import logging

# Into the task's log it would write a line for each of some 300 methods while it is imported, and a
# traceback for an expectation that it drops, where we raise with the reason.
logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
