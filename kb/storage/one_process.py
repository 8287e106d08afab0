"""One process of many: whoever holds a locked file does what only one should do; when it ends, another takes over."""

import fcntl
from pathlib import Path
from typing import IO


class OneProcess:
    """A claim to be the one; the operating system gives it up with the process, however that ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def is_this(self) -> bool:
        """Say whether this process is the one, or has become it just now; where nothing can be locked it is not."""
        if self._file is None:
            self._file = self._locked()
        return self._file is not None

    def give_up(self) -> None:
        """Let another process be the one."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _locked(self) -> IO[str] | None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = self._path.open("a")
        except OSError:
            return None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return None
        return file
