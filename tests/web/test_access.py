"""What addresses need is declared beside each of them: without it nobody gets in, and nothing is forgotten."""

from collections.abc import Iterator

import pytest
from flask import Flask

from kb.bootstrap import KnowledgeBase
from kb.domain.account.account import Right, Role
from kb.domain.account.viewer import Viewer
from kb.domain.errors import NotAllowed
from kb.web import create_app
from kb.web.access import PUBLIC, SETTING_UP, SIGNED_IN, Access, admit
from kb.web.visitor import SignInFirst
from viewers import viewer

OPEN_FORMS = {
    "/calls/<id>/answer": "anybody may answer a call that is open to everybody; who may, the call says",
    "/calls/<call>/mine/change": "who sent the answer from their account or invitation may change it",
    "/receipts/<call>/<id>/<secret>/change": "whoever has the secret of an answer may change it",
    "/export.zip": "makes a file of what the reader may see, and changes nothing",
    "/saved": "visitors keep searches, known by their browser",
    "/saved/<id>": "likewise",
    "/saved/<id>/delete": "likewise",
    "/saved/<id>/undo": "likewise",
    "/collections/add": "visitors keep collections, known by their browser",
    "/collections/<id>": "likewise",
    "/collections/<id>/items": "likewise",
    "/collections/<id>/delete": "likewise",
    "/collections/<id>/undo": "likewise",
    "/sign-in": "nobody has signed in before",
    "/sign-in/code": "nobody has signed in before: the second step",
    "/sign-out": "does nothing for who has not",
    "/welcome/<token>": "whoever has the link of an invitation",
}
"""Forms that anybody may send, and why."""


@pytest.fixture
def app(kb: KnowledgeBase) -> Flask:
    return create_app(kb, "https://kb.example")


def declared(app: Flask) -> Iterator[tuple[str, bool, Access | Right | None]]:
    """Yield each address, whether it takes forms, and what it declares."""
    for rule in app.url_map.iter_rules():
        yield rule.rule, "POST" in (rule.methods or ()), app.extensions["routes"].needs.get(rule.endpoint)


def test_every_address_declares_what_it_needs(app: Flask) -> None:
    undeclared = [rule for rule, _, needs in declared(app) if needs is None]
    assert undeclared == []
    assert len(list(declared(app))) > 100


def test_only_forms_with_a_reason_are_open_to_anybody(app: Flask) -> None:
    assert {rule for rule, takes_forms, needs in declared(app) if takes_forms and needs is PUBLIC} == set(OPEN_FORMS)


def test_an_address_that_declares_nothing_is_closed(app: Flask) -> None:
    @app.get("/forgotten")
    def forgotten() -> str:
        return "secret"

    response = app.test_client().get("/forgotten")
    assert (response.status_code, "secret" in response.text) == (403, False)


@pytest.mark.parametrize("needs", [PUBLIC, SIGNED_IN, *Right])
@pytest.mark.parametrize("role", [None, *Role])
def test_who_has_the_right_gets_in_and_nobody_else(needs: Access | Right, role: Role | None) -> None:
    somebody = viewer("somebody", role) if role else Viewer()
    if needs is PUBLIC or (role and (needs is SIGNED_IN or role.may(Right(needs)))):
        admit(somebody, needs)
    else:
        with pytest.raises(NotAllowed if role else SignInFirst):
            admit(somebody, needs)


def test_only_setting_up_codes_is_open_to_who_must_do_that_first(app: Flask) -> None:
    assert {rule for rule, _, needs in declared(app) if needs is SETTING_UP} == {
        "/account/sign-in-codes",
        "/account/sign-in-codes/on",
    }
