"""`python -m ita_evidence.sample ROOT HTTP_PORT HTTPS_PORT DATA`: serves until its input ends.

For `serve.apart`, whose end of the pipe is closed whenever and however its process ends.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from ita_evidence.errors import UsageError

from .serve import READY, SampleServer


def main() -> None:
    root, http_port, https_port, data = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started this
    try:
        with SampleServer(Path(root), int(http_port), int(https_port), Path(data)):
            print(READY, flush=True)
            sys.stdin.read()
    except UsageError as error:
        print(error, flush=True)


if __name__ == "__main__":
    main()
