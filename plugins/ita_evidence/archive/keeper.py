"""The embedded store's parent: ends the server when its last user is gone, however that one ended.

    python -I keeper.py USERS SERVER STATE COMMAND...

A program of its own, in a session of its own, so that neither Ctrl-C nor kill -9 of a command takes
the server from the others. It holds the lock of SERVER (with the server itself, which inherits it),
waits for the lock of USERS, which each user holds shared, and takes STATE away before it ends.
"""

import fcntl
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

STOP_TIMEOUT_S = 20.0


def main(users_path: str, server_path: str, state_path: str, *command: str) -> None:
    with open(users_path, "a") as users, open(server_path, "a+") as server:
        fcntl.flock(server, fcntl.LOCK_EX)
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=(server.fileno(),))
        server.truncate(0)
        server.write(str(process.pid))
        server.flush()
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())

        def end_with_it() -> None:
            os._exit(process.wait() and 1)

        threading.Thread(target=end_with_it, daemon=True).start()
        fcntl.flock(users, fcntl.LOCK_EX)
        # Who comes now waits for this lock, and then finds neither a state nor a server.
        Path(state_path).unlink(missing_ok=True)
        process.terminate()
        threading.Event().wait(STOP_TIMEOUT_S)
        process.kill()
        threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
