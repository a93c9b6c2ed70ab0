"""Helpers that the tests of this folder share."""

from __future__ import annotations

import sys
from pathlib import Path

# Test files are imported by path (importmode=importlib); their shared helpers by name.
sys.path.insert(0, str(Path(__file__).parent))
