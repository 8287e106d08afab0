from collections.abc import Callable
from pathlib import Path
from typing import Any

RunJson = Callable[..., Any]


def test_sync_tells_what_it_did(run_json: RunJson, content: Path) -> None:
    first = run_json("index", "sync")
    assert (first["added"], first["changed"], first["removed"], first["passages"]) == (1, 0, 0, 3)
    path = content / "sources" / "joint.md"
    path.write_text(path.read_text().replace("keyed twice", "keyed three times"))
    second = run_json("index", "sync")
    assert (second["added"], second["changed"], second["removed"], second["passages"]) == (0, 1, 0, 3)
    path.unlink()
    third = run_json("index", "sync")
    assert (third["removed"], third["documents"]) == (1, 0)


def test_rebuild_and_status_agree(run_json: RunJson) -> None:
    report = run_json("index", "rebuild")
    status = run_json("index", "status")
    assert status["healthy"] is True
    assert (status["documents"], status["passages"]) == (report["documents"], report["passages"]) == (1, 3)
