"""What an installation brings along: pinned, with hashes, under licences that let it be given away."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kb.storage.dependencies import canonical_name, licence_of, runtime_dependencies
from locked import CI, LockedLibrary, locked_libraries

ALLOWED = {
    *(
        "MIT",
        "MIT-0",
        "MIT License",
        "BSD",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "Two-clause BSD license",
        "0BSD",
        "ZPL 2.1",
    ),
    *("Apache-2.0", "Apache 2.0", "MPL-2.0", "PSF-2.0", "Zlib", "CC0-1.0", "ISC", "Unlicense"),
    "dependency licenses",  # of pypdfium2: those of the libraries in PDFium, all of them permissive
}
RUN, ALL = CI / "requirements.txt", CI / "requirements-dev.txt"
TOOLS = CI.parent / "tests" / "tools"


def pinned() -> dict[str, str]:
    lines = (line.partition("==") for line in (CI / "constraints.txt").read_text().split())
    return {canonical_name(name): version for name, _, version in lines}


def versions(path: Path) -> dict[str, str]:
    return {canonical_name(one.name): one.version for one in locked_libraries(path)}


def test_the_locked_versions_are_those_of_the_constraints() -> None:
    """After a change of .ci/constraints.txt run: make lock."""
    assert versions(ALL) == pinned()
    assert versions(RUN).items() < pinned().items()


@pytest.mark.parametrize("path", [RUN, ALL], ids=lambda path: path.name)
def test_every_library_has_hashes(path: Path) -> None:
    libraries = locked_libraries(path)
    assert len(libraries) > 50
    assert [one.name for one in libraries if not one.hashes] == []


def test_no_library_that_runs_the_site_has_a_licence_outside_the_list() -> None:
    """Those that are installed here: a lock for all systems has some that are not."""
    odd = {}
    for one in locked_libraries(RUN):
        said = licence_of(one.name)
        words = {word for word in re.split(r" AND | OR |, |[()]", said) if word}
        if said and not words <= ALLOWED:
            odd[one.name] = said
    assert odd == {}


def test_every_library_that_runs_the_site_tells_its_licence() -> None:
    told = {one.name: one.licence for one in runtime_dependencies()}
    assert len(told) > 40
    assert [name for name, licence in told.items() if not licence] == []


def test_pandoc_is_said_to_come_along_and_under_which_licence() -> None:
    brought = {one.name: one.brings for one in runtime_dependencies() if one.brings}
    assert "GPL" in brought["pypandoc-binary"]
    assert "GPL" in (CI.parent / "kb" / "docs" / "guide" / "operate.md").read_text()


def test_the_sbom_names_every_library_with_its_hashes_and_is_the_same_each_time(tmp_path: Path) -> None:
    written = []
    for name in ("one", "two"):
        command = [sys.executable, str(TOOLS / "write_sbom.py"), str(RUN), "--output", str(tmp_path / name)]
        subprocess.run(command, check=True, capture_output=True)
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]
    bom = json.loads(written[0])
    assert (bom["bomFormat"], bom["specVersion"]) == ("CycloneDX", "1.6")
    libraries = {one["name"]: one for one in bom["components"]}
    assert {(name, one["version"]) for name, one in libraries.items()} == {
        (one.name, one.version) for one in locked_libraries(RUN)
    }
    assert libraries["flask"]["licenses"] == [{"license": {"id": "BSD-3-Clause"}}]
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest["content"]) for digest in libraries["flask"]["hashes"])
    refs = {one["bom-ref"] for one in bom["components"]}
    needed = {one["ref"]: one["dependsOn"] for one in bom["dependencies"]}
    assert libraries["werkzeug"]["bom-ref"] in needed[libraries["flask"]["bom-ref"]]
    assert refs < set(needed)
    assert all(set(on) <= refs for on in needed.values())


def advisory(name: str, *events: dict[str, str], **more: object) -> dict[str, object]:
    ranges = [{"type": "ECOSYSTEM", "events": list(events)}]
    return {
        "id": "TEST-1",
        "summary": "An invented fault",
        "affected": [{"package": {"ecosystem": "PyPI", "name": name}, "ranges": ranges}],
        **more,
    }


FLASK = next(one for one in locked_libraries(RUN) if one.name == "flask")


@pytest.mark.parametrize(
    ("advised", "found"),
    [
        (advisory("Flask", {"introduced": "0"}, {"fixed": "999"}), True),
        (advisory("flask", {"introduced": "0"}, {"fixed": FLASK.version}), False),
        (advisory("flask", {"introduced": "0"}, {"last_affected": FLASK.version}), True),
        (advisory("flask", {"introduced": "999"}), False),
        (advisory("flask", {"introduced": "0"}, {"fixed": "0.1"}, {"introduced": "2.0"}), True),
        (advisory("flask", {"introduced": "0"}, withdrawn="2026-01-01T00:00:00Z"), False),
        (advisory("flask-of-another-name", {"introduced": "0"}), False),
    ],
)
@pytest.mark.parametrize("zipped", [True, False])
def test_known_faults_are_found_in_a_list_at_hand(
    tmp_path: Path, advised: dict[str, object], found: bool, zipped: bool
) -> None:
    place = tmp_path / "advisories"
    if zipped:
        with zipfile.ZipFile(place, "w") as archive:
            archive.writestr("TEST-1.json", json.dumps(advised))
    else:
        place.mkdir()
        (place / "TEST-1.json").write_text(json.dumps(advised))
    told = looked_up(str(place))
    assert told.returncode == int(found)
    assert ("flask" in told.stdout) == found
    assert ("TEST-1: An invented fault" in told.stdout) == found


def test_without_a_list_it_is_said_that_nothing_was_looked_up() -> None:
    told = looked_up("")
    assert told.returncode == 0
    assert "not looked up" in told.stderr


def looked_up(place: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(TOOLS / "check_advisories.py"), str(RUN)]
    return subprocess.run(
        command,
        env={"KB_ADVISORIES": place, "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_file_with_hashes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "requirements.txt"
    digest = "ab" * 32
    path.write_text(f"# by hand\none==1.0 ; os_name == 'nt' \\\n    --hash=sha256:{digest}\ntwo==2\n")
    assert locked_libraries(path) == (LockedLibrary("one", "1.0", (digest,)), LockedLibrary("two", "2", ()))
