"""What a process imports before its first task is what the tasks need."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("boto3", "bs4", "great_expectations", "jinja2", "pandas", "requests")
CODE = f"""
import sys, threading
from ita_evidence.orchestration import preload
there = [name for name in {HEAVY!r} if name in sys.modules]
assert not there, there
preload.everything()
missing = [name for name in {HEAVY!r} if name not in sys.modules]
assert not missing, missing
# A thread would be lost in what is forked, with the locks that it holds.
assert threading.active_count() == 1, threading.enumerate()
"""


def test_the_heavy_libraries_are_there_after_it_and_not_before() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
