"""Generated requests over all routes in all roles: whatever is asked, the site has an answer other than 500.

    python tests/attack/generated_requests.py [--requests 100000] [--seed 1] [--processes 2]

Every request follows from the seed and its own number, so that one can be asked again: ``--only 4711``. Paths are made
of all rules of the application, with things that are there and with words that are made to be read wrongly; parameters
and fields are those that pages have, and others. What once fell stands in ``KEPT`` and is asked first. Leaves with 1
where a status of 500 was given, after a line for each with the route, the request and what went wrong.
"""

import argparse
import io
import logging
import multiprocessing
import random
import re
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule

sys.path.insert(0, str(Path(__file__).parents[1] / "kit"))

from leak_worlds import PAGES, Site, World, addresses_of, clients, empty_site, full_world

ODD = (
    *(
        "",
        " ",
        "~",
        "..",
        "../..",
        "%",
        "%00",
        "\x00",
        "\ufffd",
        "\ud800",
        "a" * 3000,
        "-1",
        "0",
        "1",
        "99999999999999",
    ),
    *(
        "²",
        "٣",
        "Ꭺ",
        "ꭰ",
        "ß",
        "İ",
        "ﬁ",
        "e\u0301" * 40,
        "\u202e\u200b",
        "😀",
        "𝒳",
        "\r\nX: y",
        "\t",
        "\n",
        "\\",
        "/",
        "//",
    ),
    *(
        "'",
        '"',
        "<b>",
        "{{7*7}}",
        "${x}",
        "(",
        ")",
        "((((",
        "[",
        "[[",
        "*",
        "?",
        "a*",
        "NOT",
        "OR",
        "a OR",
        "NOT NOT",
        ":",
    ),
    *(
        '"',
        '"a',
        "a~",
        "a^",
        "year:",
        "year:9999999",
        "kind:",
        "source:x",
        "x:y:z",
        "-",
        "--",
        "&",
        ";",
        "|",
        "#",
        "=",
        ",",
    ),
    *("none", "null", "true", "nan", "inf", "1e999", "2016-02-31", "0000-00-00", "9999-12-31", "10000-01-01", "-5-1-1"),
    *("2016-01-01T00:00", "2016-13-45T99:99", "24:00", "00:60", "text/html", "javascript:alert(1)", "//evil.example"),
    *("http://[::1", "http://a:99999/", "https://a.example/\x00", "a@b", "a@b.example\nBcc: c", "@", "=1+1", "members"),
    *(
        "staff",
        "public",
        "draft",
        "supports",
        "sha256:",
        "f" * 64,
        "0" * 65,
        "para-1",
        "para-99999",
        "page-1",
        "finding-1",
    ),
)
PARAMETERS = (
    *("q", "page", "size", "from", "to", "sort", "kind", "topic", "publisher", "source", "priority", "stance", "cited"),
    *("state", "year", "off", "explain", "limit", "cursor", "as-of", "format", "show", "by", "for", "pins_for", "next"),
    *("passage", "call", "ids", "id", "audience", "columns", "capture", "a", "b", "old", "new", "at", "csrf", "query"),
)
KEPT: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...] = (
    ("anonymous", "GET", "/search?q=%EA%AD%B0", ()),
    ("staff", "GET", "/calls/~/triage/~", ()),
)
"""Role, method, address and fields of requests that a site once answered with 500."""
LONGER = 40
"""Requests after which a client is signed in anew, as some requests sign it out."""


@dataclass
class Asked:
    """One request, and what became of it."""

    number: int
    role: str
    method: str
    path: str
    fields: tuple[tuple[str, str], ...] = ()
    route: str = ""
    status: int = 0
    why: str = ""

    def line(self) -> str:
        """Return it in one line."""
        return (
            f"{self.number} {self.role} {self.method} {self.route}\n    {self.path!r} {self.fields!r}\n    {self.why}"
        )


@dataclass
class Generator:
    """Makes requests out of what a site has: its rules, its things, and the fields of its pages."""

    seed: int
    rules: Sequence[Rule]
    known: Sequence[str]
    forms: dict[str, list[tuple[str, tuple[str, ...]]]] = field(default_factory=dict)

    def request(self, number: int) -> Asked:
        """Make the request of a number."""
        chance = random.Random(f"{self.seed}/{number}")  # noqa: S311 - reproducible on purpose
        rule = chance.choice(self.rules)
        methods = sorted((rule.methods or {"GET"}) - {"HEAD", "OPTIONS"})
        role, method = chance.choice(ROLES), chance.choice(methods)
        if chance.random() < 0.02:
            method = chance.choice(("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"))
        path = "".join(part if static else self._value(chance) for static, part in _parts(rule.rule))
        if chance.random() < 0.6:
            pairs = [(self._name(chance, rule), self._value(chance)) for _ in range(chance.randint(1, 4))]
            path += "?" + "&".join(f"{name}={_quoted(value)}" for name, value in pairs)
        fields: tuple[tuple[str, str], ...] = ()
        if method in ("POST", "PUT", "PATCH"):
            fields = tuple((self._name(chance, rule), self._value(chance)) for _ in range(chance.randint(0, 8)))
            fields += tuple(self._filled(chance, rule))
        return Asked(number, role, method, path, fields, rule.rule)

    def _filled(self, chance: random.Random, rule: Rule) -> Iterator[tuple[str, str]]:
        """Fill in the fields of a form of this rule's, most as a person would, one as nobody would."""
        for name, values in self.forms.get(rule.rule, ()):
            odd = chance.random() < 0.15 or not values
            yield name, (self._value(chance) if odd else chance.choice(values))

    def _name(self, chance: random.Random, rule: Rule) -> str:
        own = [name for name, _ in self.forms.get(rule.rule, ())]
        return chance.choice(own) if own and chance.random() < 0.5 else chance.choice(PARAMETERS)

    def _value(self, chance: random.Random) -> str:
        kind = chance.random()
        if kind < 0.5:
            return chance.choice(self.known)
        if kind < 0.9:
            return chance.choice(ODD)
        if kind < 0.95:
            return "".join(chance.choice(ODD) for _ in range(3))
        return "".join(chr(chance.randrange(1, 0xD7FF)) for _ in range(chance.randint(1, 30)))


ROLES = ("anonymous", "member", "analyst", "staff")
_ARGUMENT = re.compile(r"(<[^>]*>)")


def _parts(rule: str) -> Iterator[tuple[bool, str]]:
    for part in _ARGUMENT.split(rule):
        yield not part.startswith("<"), part


def _quoted(value: str) -> str:
    """Escape what cannot stand in an address at all; the rest is sent as it is now and then by attackers."""
    raw = value.encode("utf-8", "surrogatepass")
    return "".join(chr(byte) if chr(byte).isalnum() and byte < 128 else f"%{byte:02X}" for byte in raw)


class Attacker:
    """A site in a folder of its own, with a client for each role, that is asked one request after the other."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.site: Site = empty_site(folder)
        world = fixed_world()
        self.site.fill(world)
        app = self.site.readers["anonymous"][1].application
        known = sorted({thing.id for thing in world.things} | set(list(world.words)[:20]))
        self.generator = Generator(seed, sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule), known)
        self.told = _Told()
        logging.getLogger("kb.web").addHandler(self.told)
        logging.getLogger("kb.web").propagate = False
        pages = [*PAGES, *(address for thing in world.things for address in addresses_of(thing))]
        self._learn_forms(pages)
        self._asked = 0
        self._readers = self.site.readers
        self._tokens: dict[str, str] = {}

    def ask(self, asked: Asked) -> Asked:
        """Ask, and note what became of it."""
        client = self._client(asked.role)
        self.told.last = ""
        data: Any = list(asked.fields)
        arguments: dict[str, Any] = {}
        if asked.method in ("POST", "PUT", "PATCH"):
            token = self._tokens.get(asked.role) or self._tokens.setdefault(asked.role, self._token(client))
            data = _grouped([(name, value) for name, value in data if name != "csrf"])
            data["csrf"] = [token]
            if asked.number % 3 == 0:
                data["file"] = [(io.BytesIO(ODD[asked.number % len(ODD)].encode("utf-8", "replace")), "a.txt")]
            arguments = {"data": data, "content_type": "multipart/form-data" if "file" in data else None}
        try:
            answer = client.open(_path(asked.path), method=asked.method, **arguments)
            asked.status = answer.status_code
            answer.get_data()
            answer.close()
        except Exception as error:
            asked.status, self.told.last = 500, f"escaped: {error!r}"
        asked.why = self.told.last
        return asked

    def _client(self, role: str) -> FlaskClient:
        self._asked += 1
        if self._asked % LONGER == 0:
            self._tokens.clear()
            rights = {each: client.get("/account").text for each, (_, client) in self._readers.items()}
            if any(each != "anonymous" and f"{each}" not in text for each, text in rights.items()):
                self._readers = clients(self.site.kb, f"-{self._asked}")
        return self._readers[role][1]

    def _token(self, client: FlaskClient) -> str:
        page = client.get("/sign-in").text + client.get("/help").text
        found = re.search(r'name="csrf" value="([^"]*)"', page)
        return found[1] if found else ""

    def _learn_forms(self, pages: Sequence[str]) -> None:
        """Read the forms of pages, so that requests get beyond the first check."""
        client = self.site.readers["staff"][1]
        adapter = client.application.url_map.bind("localhost")
        for path in pages:
            for form in BeautifulSoup(client.get(path).data, "html.parser").find_all("form"):
                target = str(form.get("action") or path).partition("?")[0].partition("#")[0] or path.partition("?")[0]
                method = str(form.get("method") or "get").upper()
                try:
                    rule = adapter.match(target, method=method, return_rule=True)[0].rule
                except Exception:  # noqa: S112 - a form of another site's, or none of ours
                    continue
                fields = self.generator.forms.setdefault(rule, [])
                known = {name for name, _ in fields}
                for one in form.find_all(["input", "select", "textarea", "button"]):
                    name = one.get("name")
                    if name and name not in known and name != "csrf":
                        known.add(name)
                        options = [str(each.get("value") or each.text) for each in one.find_all("option")]
                        fields.append((str(name), tuple(options or [str(one.get("value") or one.text)])))


def fixed_world() -> World:
    """Make the same small site full of things each time."""
    worlds: list[World] = []

    @settings(
        max_examples=1, derandomize=True, phases=[Phase.generate], deadline=None, suppress_health_check=HealthCheck
    )
    @given(st.data())
    def draw(data: st.DataObject) -> None:
        worlds.append(full_world(data.draw))

    draw()
    return worlds[0]


class _Told(logging.Handler):
    """Remembers where the last error came from."""

    def __init__(self) -> None:
        super().__init__()
        self.last = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Take the last two places of a traceback."""
        if record.exc_info and record.exc_info[1]:
            error, trace, places = record.exc_info[1], record.exc_info[2], []
            while trace:
                places.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
                trace = trace.tb_next
            self.last = f"{type(error).__name__}: {str(error)[:200]} at {' < '.join(reversed(places[-4:]))}"


def _grouped(pairs: Sequence[tuple[str, str]]) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value.encode("utf-8", "replace").decode())
    return grouped


def _path(path: str) -> str:
    before, mark, query = path.partition("?")
    quoted = "".join(part if part == "/" else _quoted(part) for part in re.split("(/)", before)) if before else "/"
    rest = "".join(letter if letter.isascii() else _quoted(letter) for letter in query)  # a client sends ASCII alone
    return quoted.replace("%2D", "-").replace("%2E", ".").replace("%5F", "_") + mark + rest


def attack(seed: int, numbers: Sequence[int], *, kept: bool = True) -> tuple[Counter[int], list[Asked]]:
    """Ask the requests of some numbers; return how often each status was given, and the requests that fell."""
    counted: Counter[int] = Counter()
    fell: list[Asked] = []
    warnings.simplefilter("ignore")
    logging.getLogger("bs4.dammit").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        attacker = Attacker(Path(folder), seed)
        first = (Asked(-1 - at, *each) for at, each in enumerate(KEPT)) if kept else iter(())
        for asked in (*first, *map(attacker.generator.request, numbers)):
            attacker.ask(asked)
            counted[asked.status] += 1
            if asked.status >= 500 and not _is_honest(asked):
                fell.append(asked)
                sys.stdout.write(f"{asked.line()}\n")
                sys.stdout.flush()
    return counted, fell


def _is_honest(asked: Asked) -> bool:
    """Say whether 503 is the answer to give: a program of this machine, or the network, is asked and not there."""
    return asked.status == 503


def main() -> int:
    """Ask many, in processes, and tell of those that fell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--only", type=int, nargs="*", help="numbers of requests to ask again")
    options = parser.parse_args()
    numbers = options.only or range(options.requests)
    parts = [numbers[at :: options.processes] for at in range(options.processes)]
    with multiprocessing.Pool(options.processes) as pool:
        found = pool.starmap(attack, [(options.seed, part) for part in parts if part])
    counted = sum((each for each, _ in found), Counter[int]())
    fell = [asked for _, each in found for asked in each]
    told = ", ".join(f"{number} × {status}" for status, number in sorted(counted.items()))
    sys.stdout.write(f"{sum(counted.values())} requests: {told}; {len(fell)} fell\n")
    return int(bool(fell))


if __name__ == "__main__":
    sys.exit(main())
