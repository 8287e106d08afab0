"""The bytes of answers as they came: ``<root>/inputs/<call>/.originals/<sha256>.<ending>``, never changed.

The folder's name begins with a dot, so that no catalogue takes what lies in it for content.
"""

import hashlib
import os
import re
import secrets
from pathlib import Path

from kb.domain.ids import is_id
from kb.storage.atomic_files import sync_folder

FOLDER = ".originals"
_NAME = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{1,5}")


class Originals:
    """The originals under one content root."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def keep(self, call: str, data: bytes, ending: str) -> str:
        """Write the bytes, unless they lie there already, and return the name of their file.

        They are on disk when this returns, readable by this account only.
        """
        name = name_of(data, ending)
        path = self._path(call, name)
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside = path.with_name(f".{name}.{secrets.token_hex(6)}.tmp")
            try:
                handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(handle)
                beside.replace(path)
            finally:
                beside.unlink(missing_ok=True)
            sync_folder(path.parent)
        return name

    def read(self, call: str, name: str) -> bytes | None:
        """Return the bytes of an original; ``None`` where there is none of that name."""
        name = name.partition("#")[0]
        if not _NAME.fullmatch(name):
            return None
        try:
            return self._path(call, name).read_bytes()
        except FileNotFoundError:
            return None

    def _path(self, call: str, name: str) -> Path:
        if not is_id(call):
            raise ValueError(f"not the id of a call: {call!r}")
        return self._root / "inputs" / call / FOLDER / name


def name_of(data: bytes, ending: str) -> str:
    """Return the name under which bytes are kept."""
    return f"{hashlib.sha256(data).hexdigest()}.{ending}"
