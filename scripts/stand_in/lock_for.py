"""Reads a lock on standard input and prints what a Python of another version takes from it.

lock_for.py 3.11.2 < requirements-deploy.lock
"""

from __future__ import annotations

import re
import sys

from packaging.markers import Marker


def main(version: str, lock: str) -> str:
    there = {"python_full_version": version, "python_version": version.rpartition(".")[0]}
    kept = []
    for block in re.split(r"\n(?=\S)", lock.strip()):
        head, _, hashes = block.partition(" \\\n")
        name, _, marker = head.partition(" ; ")
        if not marker or Marker(marker).evaluate(there):
            kept.append(f"{name} \\\n{hashes}")
    return "\n".join(kept)


if __name__ == "__main__":
    print(main(sys.argv[1], sys.stdin.read()))
