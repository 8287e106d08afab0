"""A form that was sent after the session had run out: sign in again, and send it then."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.web.access import SIGNED_IN, Routes
from kb.web.accounts.sign_in_views import sign_in_form
from kb.web.context import Web
from kb.web.csrf import FIELD, FormLapsed
from kb.web.layout.frame import Frame
from kb.web.redirects import safe_redirect_target

ADDRESS = "/account/kept-form"
KEPT = (
    "You were signed out meanwhile, so the form was not taken yet. What you typed is kept: sign in again to the same"
    " account, and send it from there."
)
NOT_KEPT = (
    "You were signed out meanwhile, so the form was not taken, and nothing was changed. Files and passphrases are not"
    " kept: sign in again, open the page anew, and send it from there."
)
LONGEST_MACHINE_WORD = 24


@dataclass(frozen=True)
class KeptField:
    """A field of a form in words: its name, and what was typed or chosen."""

    name: str
    value: str


@dataclass(frozen=True)
class KeptFormPage:
    """What was typed before the session ran out, to be sent now or thrown away.

    ``shown`` are the fields that people typed; ``fields`` are all that are sent.
    """

    template: ClassVar[str] = "accounts/kept_form.html"
    frame: Frame
    csrf: str
    action: str
    token: str
    shown: tuple[KeptField, ...]
    fields: tuple[KeptField, ...]


def register(routes: Routes, web: Web) -> None:
    """Put kept forms on the application, and keep those whose session had run out."""
    kept, visitors = web.kb.kept_forms, web.visitors

    @routes.app.errorhandler(FormLapsed)
    def keep(error: FormLapsed) -> AnyResponse:
        account = error.session.account
        fields = tuple((name, value) for name, value in request.form.items(multi=True) if name != FIELD)
        address = safe_redirect_target(request.full_path.removesuffix("?"))
        token = "" if request.files else kept.keep(account, address, fields)
        onward = f"{ADDRESS}?{urlencode({'form': token})}" if token else "/"
        return sign_in_form(web, onward, account.email, KEPT if token else NOT_KEPT, 403)

    @routes.get(ADDRESS, needs=SIGNED_IN)
    def kept_form() -> Response:
        token = request.args.get("form", "")
        form = kept.find(visitors.session().account, token)
        fields = tuple(KeptField(name, value) for name, value in form.fields)
        page = KeptFormPage(
            frame=web.frame("What you typed"),
            csrf=visitors.form_token(),
            action=form.address,
            token=token,
            shown=tuple(KeptField(_in_words(one.name), one.value) for one in fields if _is_typed(one.value)),
            fields=fields,
        )
        return web.page(page)

    @routes.post(f"{ADDRESS}/forget", needs=SIGNED_IN)
    def forget_form() -> AnyResponse:
        kept.forget(visitors.session().account, request.form.get("form", ""))
        return redirect("/account?done=forgotten", 303)


def _is_typed(value: str) -> bool:
    """Say whether a value may be a person's: not empty, and no long key of ours."""
    return bool(value.strip()) and not (len(value) > LONGEST_MACHINE_WORD and value.isalnum())


def _in_words(name: str) -> str:
    words = name.replace("_", " ").replace("-", " ").replace(".", " ").strip()
    return f"{words[:1].upper()}{words[1:]}"
