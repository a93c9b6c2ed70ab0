"""`python -m ita_evidence.cli`."""

from ita_evidence.cli import run_as_script

run_as_script()
