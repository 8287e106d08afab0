import json
from pathlib import Path

from click.testing import CliRunner

from kb.bootstrap import knowledge_base
from kb.domain.source.capture import Outcome
from kb.services.checks.open_work import Work
from scraper.cli import main
from scraper.links import check_links


def asked(house, *sources):
    with house.deps() as deps:
        return {link.address: link for link in check_links(deps, sources)}


def test_each_address_is_asked_once_and_judged(house, web, page) -> None:
    there, gone, refused = web.says("/there", page()), web.host + "/gone", web.says("/no", status=403)
    moved = web.says("/old", status=301, Location="/new")
    web.says("/new", page())
    broken = web.says("/broken", status=500)
    source = house.put("report", there, aliases=(gone, refused, moved, broken), archived=(there,))
    links = asked(house, source)
    assert {address: link.outcome for address, link in links.items()} == {
        there: Outcome.UNCHANGED,
        gone: Outcome.GONE,
        refused: Outcome.BLOCKED,
        moved: Outcome.MOVED,
        broken: Outcome.FAILED,
    }
    assert links[moved].detail == f"has moved to {web.host}/new"
    assert web.most_at_once == 1
    assert web.paths.count("/there") == 1


def test_what_robots_forbid_is_not_asked(house, web, page) -> None:
    web.says("/robots.txt", "User-agent: *\nDisallow: /kept\n", media_type="text/plain")
    kept = web.says("/kept", page())
    assert asked(house, house.put("report", kept))[kept].outcome is Outcome.BLOCKED
    assert web.paths == []


def test_nothing_is_kept_and_no_file_is_touched(house, web, page) -> None:
    source = house.put("report", web.says("/there", page()))
    before = (house.sources / "report.md").read_bytes()
    asked(house, source)
    assert (house.sources / "report.md").read_bytes() == before
    assert not (house.settings.home / "captures.jsonl").exists()
    assert not list((house.settings.home / "captures").glob("*.warc*"))


def test_kb_check_links_tells_them_as_work(house, web, page, tmp_path: Path, monkeypatch) -> None:
    gone = web.host + "/gone"
    house.put("report", web.says("/there", page()), aliases=(gone,))
    settings = {
        "KB_CONTENT": str(tmp_path / "content"),
        "KB_HOME": str(tmp_path / "var"),
        "KB_ALLOW_HOSTS": "127.0.0.1",
    }
    told = knowledge_base(settings).address_checker.check()
    assert told.answers.asked == 2
    (left,) = told.work
    assert left.work is Work.ADDRESS
    assert gone in left.problem.what
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    result = CliRunner().invoke(main, ["check-links", "--json"])
    assert result.exit_code == 1
    assert {link["outcome"] for link in json.loads(result.stdout)["links"]} == {"unchanged", "gone"}
