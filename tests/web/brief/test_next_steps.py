"""A brief without an agreed priority says what to do, to each reader what they can."""

from dataclasses import replace
from pathlib import Path

import pytest

from brief_world import DRAFT, TALK, WORLD
from kb.domain.priority.priority import PriorityStatus
from made_up import CALL
from people import Site, mould_of, site_from

PAGE = f"/calls/{CALL.id}/brief"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A call whose priorities are drafts."""
    folder: Path = tmp_path_factory.mktemp("bare")
    things = [replace(one, status=PriorityStatus.DRAFT) if one is TALK else one for one in WORLD]
    tokens = mould_of(folder / "mould", things)
    return site_from(folder / "mould", tokens, folder / "site")


def steps(site: Site, name: str, path: str = PAGE) -> list[str]:
    return [str(link["href"]) for link in site.person(name).get(path).select(".prose #next-steps li a")]


def test_staff_are_led_to_agreeing_grouping_and_writing(bare: Site) -> None:
    found = steps(bare, "staff")
    assert found[0] == "/priorities/agree"
    assert {f"/calls/{CALL.id}/triage", f"/priorities/new?call={CALL.id}"} <= set(found)
    for address in found:
        bare.person("staff").get(address)
    assert f"{PAGE}?unreviewed=1" in "".join(found)


def test_each_reader_is_led_only_where_they_may_go(bare: Site) -> None:
    for name in ("", "member", "analyst"):
        found = steps(bare, name)
        assert f"/calls/{CALL.id}" in found
        assert "/priorities/agree" not in found
        for address in found:
            bare.person(name).get(address)


def test_there_are_none_where_there_is_something_to_brief_on(bare: Site) -> None:
    assert DRAFT.title in bare.person("staff").get(f"{PAGE}?unreviewed=1").text
    assert steps(bare, "staff", f"{PAGE}?unreviewed=1") == []
