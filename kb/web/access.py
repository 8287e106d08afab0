"""Addresses and the rights they need: declared where an address is registered, checked here before its view is called.

An address that declares nothing is closed to everybody.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any, Final, Literal, TypeVar

from flask import Blueprint, Flask, request

from kb.domain.account.account import Right
from kb.domain.account.viewer import Viewer
from kb.domain.errors import NotAllowed
from kb.web.security import LARGER
from kb.web.visitor import SignInFirst, Visitors

View = TypeVar("View", bound=Callable[..., Any])


class Access(Enum):
    """What an address needs where it needs no right."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    SETTING_UP = "signed in, with or without the sign-in codes that staff may need"


PUBLIC: Final[Literal[Access.PUBLIC]] = Access.PUBLIC
SIGNED_IN: Final[Literal[Access.SIGNED_IN]] = Access.SIGNED_IN
SETTING_UP: Final[Literal[Access.SETTING_UP]] = Access.SETTING_UP
Needs = Access | Right


class Routes:
    """Puts addresses on an application, each with what it needs."""

    def __init__(self, app: Flask, visitors: Visitors) -> None:
        self.app = app
        self.needs: dict[str, Needs] = {}
        """What each endpoint needs."""

        @app.before_request
        def check() -> None:
            if request.endpoint is None:  # there is no such address, and that is told
                return
            needs = self.needs.get(request.endpoint)
            if needs is None:
                raise NotAllowed(f"use {request.path}")
            if needs is SETTING_UP:
                visitors.session()
            elif needs is not PUBLIC:
                admit(visitors.viewer(), needs)

    def get(self, rule: str, *, needs: Needs, **options: Any) -> Callable[[View], View]:
        """Register a view that shows something."""
        return self._declared(rule, "GET", needs, options)

    def post(self, rule: str, *, needs: Needs, largest: int = 0, **options: Any) -> Callable[[View], View]:
        """Register a view that does something; ``largest`` is how many bytes of a file it takes beyond other forms."""

        def register(view: View) -> View:
            if largest:
                self.app.extensions[LARGER][view.__name__] = largest
            return self._declared(rule, "POST", needs, options)(view)

        return register

    def add(
        self, rule: str, name: str, view: Callable[..., Any], method: str, *, needs: Needs, on: Blueprint | None = None
    ) -> None:
        """Register a view under a name; ``on`` is the blueprint that it belongs to."""
        (on or self.app).add_url_rule(rule, name, view, methods=[method])
        self.needs[f"{on.name}.{name}" if on else name] = needs

    def _declared(self, rule: str, method: str, needs: Needs, options: dict[str, Any]) -> Callable[[View], View]:
        def register(view: View) -> View:
            self.app.add_url_rule(rule, None, view, methods=[method], **options)
            self.needs[view.__name__] = needs
            return view

        return register


def admit(viewer: Viewer, needs: Needs) -> None:
    """Check that the viewer has the declared right; raise ``SignInFirst`` or ``NotAllowed`` otherwise."""
    if needs is PUBLIC:
        return
    if viewer.account is None:
        raise SignInFirst
    if isinstance(needs, Right) and not viewer.may(needs):
        raise NotAllowed(needs.value)
