"""Print what each GOV.UK sample becomes when a local server serves it and ``scraper run`` fetches it.

KB_SAMPLES=../shared/samples .venv/bin/python tests/tools/show_govuk.py
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import click

sys.path[:0] = [str(Path(__file__).parents[1] / name) for name in ("scraper", "kit")]

from conftest import Clock, House
from web_server import serve

from kb.documents.passages import passages_of
from kb.storage.settings import settings_from


def main() -> None:
    folder = Path(os.environ.get("KB_SAMPLES", "../shared/samples")) / "govuk"
    samples = sorted(folder.glob("*.json"))
    if not samples:
        sys.exit(f"no samples in {folder}: set KB_SAMPLES")
    web, server = serve()
    with tempfile.TemporaryDirectory() as place:
        own = {"KB_CONTENT": f"{place}/content", "KB_HOME": f"{place}/var", "KB_ALLOW_HOSTS": "127.0.0.1"}
        house = House(settings_from(own), Clock())
        ids = {}
        for path in samples:
            item = json.loads(path.read_text(encoding="utf-8"))["base_path"]
            status = 410 if path.stem.startswith("gone") else 200
            web.says("/api/content" + item, path.read_bytes(), status=status, media_type="application/json")
            ids[path.stem] = re.sub(r"[^a-z0-9]+", "-", path.stem.lower())[:70]
            house.put(ids[path.stem], web.host + item, reader="govuk", licence="unknown")
        command = [sys.executable, "-c", "from scraper.cli import main; main(['run', '--json'])"]
        environment = {**os.environ, **own, "KB_CONTACT": "tests@example.org"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        report = json.loads(done.stdout)
        told = {attempt["source"]: attempt for attempt in report["attempts"]}
        click.echo("| sample | outcome | passages | words | licence | why |\n| --- | --- | --- | --- | --- | --- |")
        for stem, id in ids.items():
            source, attempt = house.get(id), told[id]
            passages, words = len(passages_of(source.body)), len(source.body.split())
            why = attempt["detail"].replace(web.host, "").replace("|", " ")
            click.echo(f"| {stem} | {attempt['outcome']} | {passages} | {words} | {source.licence} | {why} |")
        counts = ", ".join(f"{number} {outcome}" for outcome, number in report["counts"].items())
        click.echo(f"\n{report['sources']} sources in {report['seconds']} s: {counts}; exit code {done.returncode}")
    server.shutdown()


if __name__ == "__main__":
    main()
