"""The collector of cycles of garbage, kept from going through what makes none again and again."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Look for no cycles of garbage meanwhile: many objects that all stay are gone through each time, for nothing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def settle() -> None:
    """Take everything that is there now as staying: later collections pass over it."""
    gc.collect()
    gc.freeze()
