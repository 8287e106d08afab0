"""Anchoring: what has become of a citation in its source as the source stands now.

A citation is held by its words. Its printed label, the words around it and the hash of the passage that was read say
which of several places with the same words is meant; none of them says so alone, for a number is a label and not a
key. Where the words are not there any more, the closest text is offered to a person, who decides.

What has to be right is that nothing is ever anchored where it was not read: a doubt goes to a person.
"""

import hashlib
import heapq
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from rapidfuzz import fuzz, process

from kb.documents.folding import bare, folded, is_label, kind_of_label
from kb.domain.evidence.annotation import Verdict
from kb.domain.source.passage import Citation, Passage

CLOSE = 0.9
"""How like the words cited a text has to be to be taken for their new wording."""

WORTH_SHOWING = 0.6
"""How like it has to be to be shown to the person who decides."""

SHOWN = 3
LIKEST = 40
LONG = 40
"""Letters (some eight words) that are not said twice by chance; of a quotation, with what is around it."""

NUMBERED = frozenset({"para", "conclusion", "recommendation", "footnote", "finding"})
"""What labels number, in any source: one that has none of them now may have had some."""


@dataclass(frozen=True)
class Candidate:
    """A passage that may be meant, and how like the words cited it is, from 0 to 1."""

    passage: str
    score: float


@dataclass(frozen=True)
class Resolution:
    """What has become of a citation.

    ``passage`` is the one that it stands on (same, moved), or that has its new wording (reworded, where there is
    but one); empty where it is gone, and for a citation of a source as a whole. ``score`` is how like the words
    are, from 0 to 1; ``candidates`` are what a person may choose from, the likest first.
    """

    verdict: Verdict
    passage: str = ""
    score: float = 1.0
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class _Place:
    """A passage that has the words, and what speaks for it being the one that was read.

    ``around`` counts the sides (before, after) on which it goes on as it did there, ``around_letters`` their letters.
    ``is_split`` says that the words run on into the next passage, ``is_whole`` that they are all that is said there.
    """

    at: int
    around: int
    around_letters: int
    is_split: bool
    is_whole: bool


class Ground:
    """The passages of one source, folded once for all citations of it."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._passages = tuple(passages)
        self._folded = [folded(passage.text) for passage in self._passages]
        pieces = [bare(text) for text in self._folded]
        self._bare = "".join(pieces)
        self._hashes: dict[int, str] = {}
        self._kinds = {kind for passage in self._passages if (kind := kind_of_label(passage.label))}
        self._starts = [0]
        for piece in pieces:
            self._starts.append(self._starts[-1] + len(piece))

    @cached_property
    def _words(self) -> list[frozenset[str]]:
        return [frozenset(text.split()) for text in self._folded]

    def resolve(self, citation: Citation) -> Resolution:
        """Return where a citation of this source stands now."""
        if not citation.exact:
            return self._by_label(citation) if citation.label else Resolution(Verdict.SAME)
        places = list(self._places(citation))
        chosen = self._chosen(self._likely(places, citation), citation)
        if chosen is not None:
            return self._found(chosen, citation)
        if places:  # the words stand somewhere, but nothing says that they are the ones that were read
            return Resolution(Verdict.GONE, "", 1.0, tuple(self._candidate(p.at, 1.0) for p in places[:SHOWN]))
        return self._closest(citation)

    def placed(self, citation: Citation, passage: str) -> Citation:
        """Return a citation that was read on a passage of this text with its place among those that look the same."""
        likely = self._likely(self._places(citation), citation)
        own = next((n for n, p in enumerate(likely, start=1) if self._passages[p.at].id == passage), 0)
        return replace(citation, place=own, places=len(likely)) if own and len(likely) > 1 else citation

    def _likely(self, places: Iterable[_Place], citation: Citation) -> list[_Place]:
        """Return the places that may be meant, in their order.

        Passages that are as they were read come before others, whole ones before broken ones, and of the rest those
        where most of what was around still is.
        """
        meant = [place for place in places if self._is_meant(place, citation)]
        meant = [place for place in meant if not place.is_split and self._is_as_read(place.at, citation)] or meant
        meant = [place for place in meant if not place.is_split] or meant
        most = max((place.around for place in meant), default=0)
        return [place for place in meant if place.around == most]

    def _chosen(self, likely: Sequence[_Place], citation: Citation) -> _Place | None:
        """Return the one place that is meant beyond doubt.

        Words that stood in one place only are where they stand now. Where they stood in several, and still do in as
        many, they are in the same one of them, in order. Otherwise the label decides, and without it a person: one of
        the places has gone, or one has come.
        """
        labelled = [place for place in likely if self._has_label(place.at, citation)]
        if len(likely) == (citation.places or 1):
            return likely[citation.place - 1 if citation.places else 0]
        return labelled[0] if len(labelled) == 1 else None

    def _found(self, place: _Place, citation: Citation) -> Resolution:
        passage = self._passages[place.at]
        is_there = not place.is_split and (not citation.label or is_label(passage.label, citation.label))
        return Resolution(Verdict.SAME if is_there else Verdict.MOVED, passage.id)

    def _by_label(self, citation: Citation) -> Resolution:
        """Resolve a citation of a passage as a whole, without words: the hash says whether it is what was read.

        One that somebody typed has none; where several passages have its label, its page has to say which is meant.
        """
        labelled = [at for at, p in enumerate(self._passages) if is_label(p.label, citation.label)]
        alike = [at for at in self._of_kind(citation) if self._is_as_read(at, citation)]
        on_page = [at for at in labelled if citation.page and self._passages[at].page == citation.page]
        typed = [] if citation.sha256 else labelled if len(labelled) == 1 else on_page
        same = typed if len(typed) == 1 else [at for at in labelled if at in alike]
        if same:
            return Resolution(Verdict.SAME, self._passages[same[0]].id)
        if len(alike) == 1:
            return Resolution(Verdict.MOVED, self._passages[alike[0]].id)
        candidates = tuple(self._candidate(at, 0.0) for at in (*labelled, *alike)[:SHOWN])
        return Resolution(Verdict.GONE, "", 0.0, candidates)

    def _places(self, citation: Citation) -> Iterator[_Place]:
        """Yield each passage that has the words, once, with as much as speaks for it."""
        words = bare(folded(citation.exact))
        if len(words) < LONG and not (citation.sha256 or citation.prefix or citation.suffix):
            yield from self._short(citation)
            return
        before, after = bare(folded(citation.prefix)), bare(folded(citation.suffix))
        found: dict[int, _Place] = {}
        at = self._bare.find(words)
        while at >= 0:
            first, last = (bisect_right(self._starts, one) - 1 for one in (at, at + len(words) - 1))
            place = self._place(first, last, (at, at + len(words)), (before, after))
            if first not in found or found[first].around < place.around:
                found[first] = place
            at = self._bare.find(words, at + 1)
        yield from found.values()

    def _short(self, citation: Citation) -> Iterator[_Place]:
        """Look for a few words that somebody typed, whole and as they are written, within a passage."""
        words = folded(citation.exact)
        whole = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
        for number, text in enumerate(self._folded):
            if words and whole.search(text):
                yield _Place(number, 0, 0, is_split=False, is_whole=bare(words) == bare(text))

    def _place(self, first: int, last: int, span: tuple[int, int], around: tuple[str, str]) -> _Place:
        """Return a place with what stands beside it as it did before; the next passage is not beside it."""
        (start, end), (before, after) = span, around
        has_before = bool(before) and self._bare.endswith(before, self._starts[first], start)
        has_after = bool(after) and self._bare.startswith(after, end, self._starts[last + 1])
        letters = len(before) * has_before + len(after) * has_after
        is_whole = (start, end) == (self._starts[first], self._starts[last + 1])
        return _Place(first, has_before + has_after, letters, first != last, is_whole)

    def _is_meant(self, place: _Place, citation: Citation) -> bool:
        """Say whether a passage that has the words is beyond doubt a place where they may have been read.

        That is a passage that is as it was read, wherever it stands; or one that has changed, but has its label still
        and goes on around the words as it did. A sentence that is said again somewhere else is neither.
        """
        if not citation.sha256:
            return self._is_typed(place, citation)
        if not self._is_of_kind(place.at, citation):
            return False  # a conclusion at the end repeats a paragraph word for word, and is not it
        words = bare(folded(citation.exact))
        is_long = len(words) >= LONG
        if place.is_split:  # a passage that was broken in two: all of it, or where its label still is
            is_all_of_it = place.is_whole and _hash(words) == citation.sha256
            return is_long and (is_all_of_it or self._has_label(place.at, citation))
        if self._is_as_read(place.at, citation):
            return True
        return self._has_label(place.at, citation) and len(words) + place.around_letters >= LONG

    def _is_typed(self, place: _Place, citation: Citation) -> bool:
        """Say whether a place is all that somebody typed of it: that is all there is, and nothing of it may be wrong.

        A few words may stand anywhere: they are held by the label with them, or by being all that is said there.
        """
        is_numbered = kind_of_label(citation.label) in self._kinds | NUMBERED
        goes_on = place.around > 0 or not (citation.prefix or citation.suffix)
        letters = len(bare(folded(citation.exact))) + place.around_letters
        is_held = letters >= LONG or place.is_whole or self._has_label(place.at, citation)
        return is_held and goes_on and (not is_numbered or self._has_label(place.at, citation))

    def _has_label(self, at: int, citation: Citation) -> bool:
        return bool(citation.label) and is_label(self._passages[at].label, citation.label)

    def _is_as_read(self, at: int, citation: Citation) -> bool:
        if at not in self._hashes:
            self._hashes[at] = _hash(self._bare[self._starts[at] : self._starts[at + 1]])
        return bool(citation.sha256) and self._hashes[at] == citation.sha256

    def _is_of_kind(self, at: int, citation: Citation) -> bool:
        """Say whether a passage is numbered as the one that was read; a label that was typed is not exact."""
        return not citation.sha256 or kind_of_label(self._passages[at].label) == kind_of_label(citation.label)

    def _of_kind(self, citation: Citation) -> list[int]:
        return [at for at in range(len(self._passages)) if self._is_of_kind(at, citation)]

    def _candidate(self, at: int, score: float) -> Candidate:
        return Candidate(self._passages[at].id, score)

    def _closest(self, citation: Citation) -> Resolution:
        """Look for the text that is closest to words that are not there any more."""
        words = folded(citation.exact)
        if len(bare(words)) < LONG:
            words = folded(f"{citation.prefix}{citation.exact}{citation.suffix}")
        is_short = len(bare(words)) < LONG
        of_kind = set(self._of_kind(citation))
        texts = {at: self._folded[at] for at in self._sharing(words) if len(self._folded[at]) * 5 >= len(words) * 4}
        found = process.extract(
            words, texts, scorer=fuzz.partial_ratio, processor=None, limit=SHOWN + 2, score_cutoff=WORTH_SHOWING * 100
        )
        near = sorted(((score / 100, at) for _, score, at in found), key=lambda pair: (-pair[0], pair[1]))
        candidates = tuple(self._candidate(at, round(score, 3)) for score, at in near[:SHOWN])
        close = [(score, at) for score, at in near if score >= CLOSE and at in of_kind and not is_short]
        labelled = [one for one in close if self._has_label(one[1], citation)]
        for chosen in (close, labelled):
            if len(chosen) == 1:
                return Resolution(Verdict.REWORDED, self._passages[chosen[0][1]].id, round(chosen[0][0], 3), candidates)
        verdict = Verdict.REWORDED if close else Verdict.GONE
        return Resolution(verdict, "", candidates[0].score if candidates else 0.0, candidates)

    def _sharing(self, words: str) -> list[int]:
        """Return the passages that share most words: comparing letters with all takes a hundred times as long."""
        wanted = set(words.split())
        shared = ((len(wanted & own), -at) for at, own in enumerate(self._words))
        return [-at for number, at in heapq.nlargest(LIKEST, shared) if number * 3 >= len(wanted)]


def resolve(citation: Citation, passages: Iterable[Passage]) -> Resolution:
    """Return where one citation stands now; for several of one source make its :class:`Ground` once."""
    return Ground(passages).resolve(citation)


def hash_of(passage: Passage) -> str:
    """Return the SHA-256 of a passage as read: of its words in UTF-8 without their setting, as ``bare`` has them."""
    return _hash(bare(folded(passage.text)))


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
