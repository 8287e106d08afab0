"""A small site, the acts that people and programs do on it, and what must hold after any of them was cut short."""

import contextlib
import io
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

import scraper.cli
from kb.bootstrap import KnowledgeBase, knowledge_base, now
from kb.cli import main
from kb.content.files import write_item
from kb.content.repository import digest_of
from kb.domain.account.account import Role
from kb.domain.account.viewer import at_the_terminal
from kb.domain.audience import Audience
from kb.domain.call.call import Consent, Slot
from kb.domain.priority.priority import Priority, SlotRef
from kb.domain.query.search_query import SearchQuery
from kb.index import engine_of
from kb.services.accounts.audit_trail import ActFilter
from made_up import CALL, REPORT, answer, call_now
from people import Site, kb_over, mould_of

SOURCE = replace(REPORT, body="## Files\n\n**1.** Files are keyed twice.\n\n**2.** Forces buy radios alone.\n")
HERONS = replace(SOURCE, id="herons", title="A note that stays", body="**1.** Herons wade.\n")
FRESH = replace(SOURCE, id="fresh", title="A fresh look", body="**1.** Walruses file early, and files travel.\n")
SHEET = "organisation,organisation_kind,received,priority_1\nNew Ltd,charity,2016-09-14 10:00,One list\n"
PAGE = "<!doctype html><title>Report</title><main><h1>Report</h1>{}</main>".format(
    "".join(
        f"<p>{n}. Forces buy what each likes, so that two of them seldom link, as page {n} says.</p>"
        for n in range(1, 60)
    )
)
ANSWERS = (
    answer("ann", Consent.NAMED, Slot("Forces should buy radios together", "One by one costs more.")),
    answer("bob", Consent.NAMED, Slot("Buying radios together saves money")),
)
PRIORITIES = (
    Priority("buy", "Buy together", "Radios should be bought together.", call="call", slots=(SlotRef("bob", 1),)),
    Priority("decide", "Decisions at home", "Each force decides for itself.", call="call", slots=(SlotRef("ann", 1),)),
)


@dataclass(frozen=True)
class Told:
    """What a person was told: whether it was done, and in which words."""

    done: bool
    words: str


Deed = Callable[[], Told]


@dataclass(frozen=True)
class Scenario:
    """An act: how it is made ready (before anything fails), and how one sees whether it was done.

    ``lines`` is how many lines of the audit log it has.
    """

    name: str
    ready: Callable[[Site], Deed]
    is_done: Callable[[Site, KnowledgeBase], bool]
    lines: int = 1

    def half_done(self, site: Site, before: Mapping[str, str]) -> str:
        """Name a content file that is not as it was before; those of the making ready are left out."""
        after = tree_of(site.folder)
        return next(
            (path for path in after | before if after.get(path) != before.get(path) and "fresh" not in path), ""
        )


def tree_of(folder: Path) -> dict[str, str]:
    """Return the digests of the content files of a site, and of what an import put beside it."""
    files = (path for path in folder.rglob("*.md") if not _is_hidden(path, folder))
    imported = (folder / "other/var" / name for name in ("private", "audit.jsonl", "kb.sqlite3"))
    there = (*files, *(path for path in imported if path.exists()))
    return {str(path.relative_to(folder)): digest_of(path.read_bytes()) if path.is_file() else "" for path in there}


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def crash_mould(folder: Path) -> dict[str, str]:
    """Fill the folder that every scenario begins with; return the tokens of its people."""
    tokens = mould_of(folder, (SOURCE, HERONS, CALL, call_now(now()), *ANSWERS, *PRIORITIES))
    kb_over(folder).export.export(folder / "export.zip", at_the_terminal(), accounts=True)
    (folder / "sheet.csv").write_text(SHEET)
    (folder / "page.html").write_text(PAGE)
    return tokens


def environment_of(folder: Path) -> dict[str, str]:
    return {"KB_CONTENT": str(folder / "content"), "KB_HOME": str(folder / "var")}


def at_the_web(response: TestResponse) -> Told:
    page = BeautifulSoup(response.data if response.mimetype == "text/html" else "", "html.parser")
    heading = page.h1.get_text(" ", strip=True) if page.h1 else ""
    return Told(response.status_code in (200, 303), f"{response.status_code} {heading}".strip())


def at_the_terminal_door(command: click.Command, words: Iterable[str], environment: Mapping[str, str]) -> Told:
    """Run a command in this process as a terminal would, a traceback and all."""
    out = io.StringIO()
    os.environ.update(environment)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            obj = knowledge_base(environment) if command is main else None
            command.main(list(words), obj=obj, standalone_mode=True)
        code: object = 0
    except SystemExit as leaving:
        code = leaving.code or 0
    except Exception as error:
        return Told(False, f"Traceback: {type(error).__name__}: {error}")
    last = out.getvalue().strip().splitlines()[-1:] or [""]
    return Told(code == 0, last[0])


def by_command(*words: str, command: click.Command = main, folder: str = "") -> Callable[[Site], Deed]:
    def ready(site: Site) -> Deed:
        place = site.folder / folder
        given = [word.format(folder=site.folder) for word in words]
        return lambda: at_the_terminal_door(command, given, environment_of(place))

    return ready


def sync(site: Site) -> Deed:
    write_item(site.folder / "content", FRESH)
    return by_command("index", "sync")(site)


def merge(site: Site) -> Deed:
    """Make several small segments, so that a merge is due, and do it."""
    engine = engine_of(site.kb.settings, clock=now, meaning=None)
    for number in range(9):
        write_item(site.folder / "content", replace(FRESH, id=f"fresh-{number}"))
        site.kb.index_sync.sync()
    write_item(site.folder / "content", replace(FRESH, id="fresh"))
    site.kb.index_sync.sync()

    def deed() -> Told:
        return at_the_terminal_door(_merging(engine), [], {})

    return deed


def _merging(engine: Any) -> click.Command:
    @click.group(cls=type(main), invoke_without_command=True)
    def command() -> None:
        while engine.merge():
            pass

    return command


def send_answer(site: Site) -> Deed:
    person = site.person()
    typed = {"organisation": "Ex Ltd", "organisation_kind": "charity", "consent": "named", "title-a": "One record"}
    form = person.get("/calls/call-now/answer").select_one("main form")
    review = person.send(form, form.select_one("button[value=review]"), **typed)
    form = BeautifulSoup(review.text, "html.parser").select_one("main form")
    button = form.select_one("button[value=send]")
    return lambda: at_the_web(person.send(form, button))


def merge_priorities(site: Site) -> Deed:
    staff = site.person("staff")
    field = staff.get("/calls/call/triage?show=all").select_one("#merge-decide")
    into = next(option["value"] for option in field.select("option") if option["value"].startswith("buy"))
    form = field.find_parent("form")
    return lambda: at_the_web(staff.send(form, form.select_one("button"), to=into))


def annotate(site: Site) -> Deed:
    analyst = site.person("analyst")
    form = analyst.get("/sources/joint-report/annotate/para-2").select_one("form.annotating")
    typed = {
        "body": "Alone.",
        "priority-0": "buy",
        "stance-0": "supports",
        "strength-0": "direct",
        "why-0": "It says so.",
        "audience": "public",
    }
    button = form.select_one("button[value=save]")
    return lambda: at_the_web(analyst.send(form, button, **typed))


def give_role(site: Site) -> Deed:
    staff = site.person("staff")
    page = staff.get("/people")
    form = next(f for f in page.select("form[action$='/role']") if _account(site.kb, "member") in f["action"])
    return lambda: at_the_web(staff.send(form, role="analyst"))


def take_away(site: Site) -> Deed:
    """Take an export away, which changes nothing and has a line."""
    staff = site.person("staff")
    form = staff.get("/export").select_one("form[action='/export.zip']")
    return lambda: at_the_web(staff.send(form))


def _account(kb: KnowledgeBase, name: str) -> str:
    return kb.accounts.one(f"{name}@example.org").id


def found(kb: KnowledgeBase, words: str) -> int:
    return engine_of(kb.settings, clock=now, meaning=None).search(SearchQuery(words), Audience.STAFF).passages


def is_imported(folder: Path) -> bool:
    kb = kb_over(folder)
    kb.recover()
    whole = (folder / "content/sources/joint-report.md").exists() and (folder / "var/kb.sqlite3").exists()
    return whole and kb.checker.check().problems == () and kb.audit_check.verify().sound


def inputs_of(site: Site, call: str) -> int:
    return len(list((site.folder / "var/private/inputs" / call).glob("*.md")))


def acts(kb: KnowledgeBase, what: str) -> int:
    return len(kb.audit_trail.find(ActFilter(what=what), 100).acts)


def slots_under(site: Site, id: str) -> int:
    return len(site.priorities[id].slots)


SCENARIOS = (
    Scenario("index sync", sync, lambda site, kb: found(kb, "walruses") == 1, 0),
    Scenario("index merge", merge, lambda site, kb: found(kb, "walruses") == 10, 0),
    Scenario("answer", send_answer, lambda site, kb: inputs_of(site, "call-now") == 1),
    Scenario(
        "triage",
        merge_priorities,
        lambda site, kb: (slots_under(site, "buy"), slots_under(site, "decide")) == (2, 0),
        2,
    ),
    Scenario("annotation", annotate, lambda site, kb: len(site.catalogue.annotations) == 1),
    Scenario(
        "take answers in",
        by_command("inputs", "import", "{folder}/sheet.csv", "--call", "call"),
        lambda site, kb: inputs_of(site, "call") == 1,
    ),
    Scenario(
        "import",
        by_command("import", "{folder}/export.zip", "--accounts", folder="other"),
        lambda site, kb: is_imported(site.folder / "other"),
        0,
    ),
    Scenario(
        "file a document",
        by_command("file", "joint-report", "{folder}/page.html", command=scraper.cli.main),
        lambda site, kb: "seldom link" in site.catalogue.sources["joint-report"].body,
    ),
    Scenario("audit line", take_away, lambda site, kb: acts(kb, "export") > 1),
    Scenario(
        "invite",
        by_command("user", "invite", "new@example.org", "--role", "member"),
        lambda site, kb: any(a.email == "new@example.org" for a in kb.accounts.all()),
    ),
    Scenario(
        "disable",
        by_command("user", "disable", "member@example.org"),
        lambda site, kb: kb.accounts.one("member@example.org").disabled_at is not None,
    ),
    Scenario("change role", give_role, lambda site, kb: kb.accounts.one("member@example.org").role is Role.ANALYST),
)
