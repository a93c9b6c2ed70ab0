"""The reading process: takes one document at a time, within limits that the kernel keeps.

Each message is answered with one letter and a body: `D` what was asked for (a document's JSON, or
a page as PNG), `E` why it could not be read.
A small letter asks to be replaced, for memory was short or much was taken.
"""

from __future__ import annotations

import gc
import json
import resource
import socket
import sys

from pydantic_core import to_json

from ita_evidence.errors import ExtractionError
from ita_evidence.extraction.readers import drawing, formats, wire
from ita_evidence.extraction.readers.limits import MEBIBYTE, Limits, address_space_bytes, limit
from ita_evidence.thai import quality

_MESSAGE_LIMIT_BYTES = 1024 * MEBIBYTE
_KEEP_BYTES = 256 * MEBIBYTE
"""Growth after which a child is replaced rather than used again."""

_COLLECT_EVERY = 50_000
"""New lists, tuples and the like between two collections; Python's own 700 are for small heaps."""


def _answer(request: bytearray, data: bytes, baseline_bytes: int) -> bytes:
    asked = json.loads(request)
    limits = Limits(**asked["limits"])
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + limits.cpu_s)
    limit(resource.RLIMIT_AS, baseline_bytes + limits.memory_bytes)
    try:
        if asked["page"]:
            body = drawing.draw(data, asked["kind"], asked["page"])
        else:
            document = formats.parse(data, asked["kind"], asked["content_type"], limits)
            body = to_json(document)
        letter = b"D"
    except ExtractionError as error:
        body, letter = str(error).encode(), b"E"
    except (MemoryError, RecursionError) as error:
        return b"e" + f"it asks for too much ({type(error).__name__})".encode()
    except Exception as error:  # noqa: BLE001  the boundary: parsers raise anything on damage
        body, letter = f"it is damaged ({type(error).__name__}: {error})"[:500].encode(), b"E"
    grown = address_space_bytes() - baseline_bytes
    return (letter.lower() if grown > _KEEP_BYTES else letter) + body


def main(descriptor: int) -> None:
    """Answers messages on the socket `descriptor` until the parent closes it."""
    quality.score("ภาษาไทย")
    formats.load()
    # Cells and pages come by the hundred thousand and hold no cycles: looking for some is costly.
    gc.freeze()
    gc.set_threshold(_COLLECT_EVERY)
    limit(resource.RLIMIT_CORE, 0)
    baseline_bytes = address_space_bytes()
    with socket.socket(fileno=descriptor) as parent:
        wire.send(parent, None, b"ready")
        while True:
            try:
                request = wire.receive(parent, None, _MESSAGE_LIMIT_BYTES)
                data = bytes(wire.receive(parent, None, _MESSAGE_LIMIT_BYTES))
            except EOFError:
                return
            wire.send(parent, None, _answer(request, data, baseline_bytes))


if __name__ == "__main__":
    main(int(sys.argv[1]))
