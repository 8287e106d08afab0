"""Write what an installation brings along as an SBOM: CycloneDX 1.6, JSON; needs no network.

    python tests/tools/write_sbom.py .ci/requirements.txt [--output var/sbom.cdx.json]

Versions and hashes come from the requirements file, licences and who needs whom from the installed libraries. The same
files give the same bytes.
"""

import argparse
import json
import sys
import tomllib
import uuid
from importlib import metadata
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "kit"))

from kb.storage.dependencies import PROJECT, canonical_name, licence_of, needed_by
from locked import CI, LockedLibrary, locked_libraries

SPDX = {"MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "MPL-2.0", "PSF-2.0", "ISC", "0BSD"}


def bom_of(libraries: tuple[LockedLibrary, ...]) -> dict[str, Any]:
    project = tomllib.loads((CI.parent / "pyproject.toml").read_text())["project"]
    root = f"pkg:pypi/{PROJECT}@{project['version']}"
    refs = {canonical_name(one.name): purl(one) for one in libraries}
    direct = [canonical_name(name) for name in needed_by(PROJECT, ("brief",))]
    content = {
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": PROJECT,
                "version": project["version"],
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": [component(one) for one in libraries],
        "dependencies": [
            {"ref": root, "dependsOn": sorted(refs[name] for name in set(direct) if name in refs)},
            *({"ref": refs[name], "dependsOn": needs(name, refs)} for name in refs),
        ],
    }
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(content, sort_keys=True))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        **content,
    }


def component(one: LockedLibrary) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": purl(one),
        "name": one.name,
        "version": one.version,
        "purl": purl(one),
        "hashes": [{"alg": "SHA-256", "content": digest} for digest in one.hashes],
        "licenses": licences(licence_of(one.name)),
    }


def licences(said: str) -> list[dict[str, Any]]:
    if not said:
        return []
    if said in SPDX:
        return [{"license": {"id": said}}]
    if " AND " in said or " OR " in said:
        return [{"expression": said}]
    return [{"license": {"name": said}}]


def needs(name: str, refs: dict[str, str]) -> list[str]:
    try:
        return sorted({refs[needed] for needed in needed_by(name, ()) if needed in refs})
    except metadata.PackageNotFoundError:  # for another system
        return []


def purl(one: LockedLibrary) -> str:
    return f"pkg:pypi/{canonical_name(one.name)}@{one.version}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("requirements", type=Path)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    text = json.dumps(bom_of(locked_libraries(options.requirements)), indent=1) + "\n"
    if options.output is None:
        print(text, end="")
        return
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(text)
    print(f"{options.output}: {len(locked_libraries(options.requirements))} libraries", file=sys.stderr)


if __name__ == "__main__":
    main()
