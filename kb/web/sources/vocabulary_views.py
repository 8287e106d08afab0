"""The vocabulary on the site: topics and acronyms, added, changed, removed and gone back to by staff."""

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.errors import InvalidInput, NotFound
from kb.domain.form_data import FormData
from kb.services.sources.vocabulary import WordKind, form_of, form_of_word, key_of
from kb.web.access import Routes
from kb.web.context import Web
from kb.web.editorial.edited_item import EditedItem, save_form, show_form, show_versions
from kb.web.editorial.versions_page import ItemVersion
from kb.web.humanize import moment
from kb.web.layout.frame import Link
from kb.web.sources.vocabulary_page import HEADINGS, HOME, vocabulary_page, word_address, word_fields

DONE = {"saved": "Saved.", "removed": "Removed. Its versions are kept."}


def register(routes: Routes, web: Web) -> None:
    """Put the pages on the application."""
    views = VocabularyViews(web)
    for rule, call, method in (
        ("", views.list, "GET"),
        ("/<kind>", views.new, "GET"),
        ("/<kind>", views.add, "POST"),
        ("/<kind>/<word>", views.edit, "GET"),
        ("/<kind>/<word>", views.save, "POST"),
        ("/<kind>/<word>/versions", views.versions, "GET"),
        ("/<kind>/<word>/remove", views.remove, "POST"),
    ):
        routes.add(f"{HOME}{rule}", f"vocabulary_{call.__name__}", call, method, needs=Right.GATHER)


class VocabularyViews:
    """The addresses of topics and acronyms."""

    def __init__(self, web: Web) -> None:
        self._web, self._kb = web, web.kb.vocabulary_editor

    def list(self, told: str = "") -> Response:
        """Show both lists; ``told`` says why something was not done."""
        web, said = self._web, told or DONE.get(request.args.get("done", ""), "")
        lists = (self._kb.words(WordKind.TOPICS), self._kb.words(WordKind.ACRONYMS))
        page = vocabulary_page(web.frame("Topics and acronyms", "sources"), web.visitors.form_token(), *lists, said)
        return web.page(page, 422 if told else 200)

    def new(self, kind: str) -> Response:
        """Show the form of a new word."""
        return show_form(self._web, self._item(_kind(kind), ""), {})

    def add(self, kind: str) -> AnyResponse:
        """Add a word."""
        return self._saved(_kind(kind), "")

    def edit(self, kind: str, word: str) -> Response:
        """Show the form of a word, or as it was in one of its versions."""
        found, asked = self._kb.word(_kind(kind), word), request.args.get("version", "")
        form = form_of_word(found.word)
        if asked:
            versions = self._kb.versions(_kind(kind))
            form = next((form_of(one, word) for one in versions if str(one.changes + 1) == asked), {})
            if not form:
                raise NotFound("version", asked)
        return show_form(self._web, self._item(_kind(kind), word), {**form, "seen": (found.digest[:20],)})

    def save(self, kind: str, word: str) -> AnyResponse:
        """Change a word."""
        return self._saved(_kind(kind), word)

    def versions(self, kind: str, word: str) -> Response:
        """Show what a word was before."""
        self._kb.word(_kind(kind), word)
        every = self._kb.versions(_kind(kind))
        notes = (ItemVersion(one, f"since {moment(one.changed)}" if one.changed else "as it was made") for one in every)
        return show_versions(self._web, self._item(_kind(kind), word), notes)

    def remove(self, kind: str, word: str) -> AnyResponse:
        """Take a word out of its list."""
        try:
            self._kb.remove(_kind(kind), word, self._web.viewer())
        except InvalidInput as error:
            return self.list(error.field_errors["remove"])
        return redirect(f"{HOME}?done=removed", 303)

    def _saved(self, kind: WordKind, word: str) -> AnyResponse:
        viewer = self._web.viewer()

        def save(form: FormData, seen: str) -> str:
            made = self._kb.save(kind, word, form, seen, viewer)
            return f"{HOME}?done=saved#{kind.value}" if key_of(made) else HOME

        return save_form(self._web, self._item(kind, word), save)

    def _item(self, kind: WordKind, word: str) -> EditedItem:
        address = word_address(kind, word) if word else f"{HOME}/{kind.value}"
        uses = f"{self._kb.uses(kind, word)} sources and priorities have this topic."
        return EditedItem(
            over=Link(word or HEADINGS[kind], address if word else HOME),
            section="sources",
            address=address,
            fields=lambda form: word_fields(kind, form),
            form_of=lambda version: form_of(version, word),
            heading=f"Edit {word}" if word else f"Add to {HEADINGS[kind].lower()}",
            lead=uses if word and kind is WordKind.TOPICS else "",
        )


def _kind(words: str) -> WordKind:
    if words not in list(WordKind):
        raise NotFound("vocabulary", words)
    return WordKind(words)
