"""Airflow's database as our DAGs need it: of this version, with our pool.

`python -m ita_evidence.orchestration.database` does it in a process of its own (`make up`).
"""

from __future__ import annotations

from typing import Any

from ita_evidence.orchestration.dags import SHARED_POOL


def prepare() -> None:
    """Make or upgrade the database that `AIRFLOW_HOME` names, and make the pool of one slot.

    A task in a pool that does not exist is never scheduled, so it is made here and not by hand.
    """
    from airflow.models.pool import Pool
    from airflow.utils import db

    database: Any = db  # its functions carry no types
    try:
        database.check_migrations(0)
    except TimeoutError:
        database.upgradedb()
    Pool.create_or_update_pool(
        SHARED_POOL,
        slots=1,
        description="Hosts that every agency asks: one task at a time",
        include_deferred=False,
    )


if __name__ == "__main__":
    prepare()
