"""What a task read and wrote, for OpenLineage: which verdict rests on which snapshot and page.

Off, and free, where Airflow has no OpenLineage provider. Where it has one, its listener reads the
inlets and outlets of a task when the task ends; they are files here, since the provider leaves out
an asset whose scheme it has no converter for, as `https` and (without Amazon's provider) `s3`.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec

from ita_evidence import settings
from ita_evidence.masking import mask


def state(
    *, pages: Iterable[str] = (), reads: Iterable[str] = (), writes: Iterable[str] = ()
) -> None:
    """Says of the task that runs what it asked for, read and wrote.

    Args:
        pages: URLs, which are masked.
        reads: keys of the store.
        writes: keys of the store.
    """
    if find_spec("airflow.providers.openlineage") is None:
        return
    from airflow.providers.common.compat.lineage.entities import File
    from airflow.sdk import get_current_context

    task = get_current_context()["ti"].task
    task.inlets = [File(url) for url in dict.fromkeys((*map(_page, pages), *map(_object, reads)))]
    task.outlets = [File(url) for url in map(_object, writes)]


def _page(url: str) -> str:
    """The provider drops what follows `?` or `;`, by which many sites tell their pages apart."""
    return mask(url).replace("?", "%3F").replace(";", "%3B")


def _object(key: str) -> str:
    from ita_evidence.archive import embedded, layout

    store = settings.load().store
    bucket = f"s3://{embedded.BUCKET}" if store == "embedded" else store
    return f"{bucket}{'' if layout.parse_key(key) else '-work'}/{key}"
