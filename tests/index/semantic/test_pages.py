"""Pages of a search that goes by meaning: what it orders anew, and what comes after that."""

import pytest

from kb.domain.audience import Audience
from kb.index.opensearch import search, semantic_order
from kb.index.whoosh.scoring import semantic_ranking

SENTENCE = "forces share digital case files"


@pytest.fixture
def library(make_library, meaning, learn, doc):
    library = make_library(meaning=meaning)
    texts = ("Forces share files.", "Forces share digital case files.", "Digital case files are slow.", "Case by case.")
    library.put(*(doc(f"d{n}", f"Joint {n}", *texts[n % 4 :], published=f"{2000 + n}") for n in range(9)))
    library.sync()
    learn(library.index, Audience.PUBLIC)
    return library


def pages(library, size):
    found = [library.search(SENTENCE, size=size, page=page).groups for page in range(1, 9 // size + 2)]
    return [group.source for groups in found for group in groups]


@pytest.mark.parametrize("best", [1, 4, 500])
def test_pages_list_each_document_once_however_many_are_ordered_anew(library, monkeypatch, best):
    monkeypatch.setattr(search, "BEST", best)
    monkeypatch.setattr(semantic_ranking, "BEST", best)
    found = pages(library, 2)
    assert sorted(found) == [f"d{n}" for n in range(9)]
    assert found == pages(library, 3)


def test_the_best_hits_of_a_document_are_the_best_by_meaning(library):
    for group in library.search(SENTENCE, size=9).groups:
        by_tier = {}
        for hit in group.hits:
            by_tier.setdefault(hit.missing, []).append(hit.score)
        assert all(scores == sorted(scores, reverse=True) for scores in by_tier.values())
    assert library.search(SENTENCE).groups[0].hits[0].text == "Forces share digital case files."


def test_the_nearest_are_found_however_few_are_looked_for_at_once(library, monkeypatch):
    found = library.search("xylophone", size=9).groups
    monkeypatch.setattr(semantic_order, "NAMED_AT_ONCE", 1)
    hits = [hit for group in library.search("xylophone", size=9).groups for hit in group.hits]
    assert hits
    assert {hit.score for hit in hits} <= {hit.score for group in found for hit in group.hits}
