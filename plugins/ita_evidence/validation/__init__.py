"""From sealed evidence to a verdict: recognisers observe, Great Expectations judges.

`judge.judge` is the one entry point. Nothing here fetches, reads bytes or writes.
"""
