from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup, escape

from kb.web.layout.pieces import chart_bars, checkboxes, escaped, key_list, section_list, style_links, year_rows
from kb.web.render import environment
from kb.web.search.hit_pieces import hit_acts, hit_opening

WORDS = st.text(st.sampled_from("ab<>&\"' é“\n"), max_size=12)
NUMBERS = st.integers(0, 2_000_000)


def in_a_template(source: str, **values: object) -> str:
    return environment().from_string(source).render(values)


@given(WORDS)
def test_text_is_escaped_as_templates_escape_it(words: str) -> None:
    assert escaped(words) == str(escape(words))


@given(WORDS, st.lists(st.tuples(WORDS, WORDS, NUMBERS, st.booleans()), max_size=4))
@settings(max_examples=50, deadline=None)
def test_checkboxes_are_what_a_template_would_make(name: str, values: list[tuple[str, str, int, bool]]) -> None:
    source = (
        '{% for value, words, n, chosen in values %}<label><input type="checkbox" name="{{ name }}" value="{{ value }}"'
        "{% if chosen %} checked{% endif %}> <span>{{ words }}</span> "
        '<span class="num">{{ n }}</span></label>{% endfor %}'
    )
    shown = [(value, words, f"{n:,}", chosen) for value, words, n, chosen in values]
    for _ in range(2):  # the second time from what was kept
        assert checkboxes(name, values) == in_a_template(source, name=name, values=shown)


@given(
    st.lists(st.tuples(st.floats(0, 248), st.integers(0, 40), st.floats(1, 22), st.integers(2, 40), WORDS), max_size=3)
)
@settings(max_examples=50, deadline=None)
def test_bars_are_what_a_template_would_make(bars: list[tuple[float, int, float, int, str]]) -> None:
    source = (
        '{% for x, y, w, h, words in bars %}<rect x="{{ x }}" y="{{ y }}" width="{{ w }}" height="{{ h }}">'
        "<title>{{ words }}</title></rect>{% endfor %}"
    )
    assert chart_bars(bars) == in_a_template(source, bars=bars)


@given(WORDS, st.lists(st.tuples(st.integers(1000, 2100), NUMBERS), max_size=3))
@settings(max_examples=50, deadline=None)
def test_rows_of_years_are_what_a_template_would_make(address: str, years: list[tuple[int, int]]) -> None:
    source = (
        '{% for address, year, n in rows %}<tr><th scope="row"><a href="{{ address }}" data-swap>{{ year }}</a></th>'
        "<td>{{ n }}</td></tr>{% endfor %}"
    )
    rows = [(f"{address}from={year}&to={year}", year, f"{n:,}") for year, n in years]
    assert year_rows(address, years) == in_a_template(source, rows=rows)


@given(st.lists(st.tuples(WORDS, WORDS, st.booleans()), max_size=3), st.lists(WORDS, max_size=3))
@settings(max_examples=50, deadline=None)
def test_what_frames_a_page_is_escaped(sections: list[tuple[str, str, bool]], words: list[str]) -> None:
    source = (
        '{% for words, address, current in sections %}<li><a href="{{ address }}"'
        '{% if current %} aria-current="page"{% endif %}>{{ words }}</a></li>{{ "\n" if not loop.last }}{% endfor %}'
    )
    assert section_list(tuple(sections)) == in_a_template(source, sections=sections)
    links = "\n".join(f'<link rel="stylesheet" href="{escape(address)}">' for address in words)
    assert style_links(tuple(words)) == links
    keys = tuple(((one, "x"), one) for one in words)
    rows = "\n".join(f"<dt><kbd>{escape(one)}</kbd> <kbd>x</kbd> </dt><dd>{escape(one)}</dd>" for one in words)
    assert key_list(keys) == rows


@given(WORDS, WORDS, WORDS, WORDS, WORDS, st.booleans())
@settings(max_examples=50, deadline=None)
def test_the_opening_of_a_hit_is_what_a_template_would_make(
    address: str, place: str, title: str, page: str, trail: str, ours: bool
) -> None:
    source = (
        '<article class="hit" id="{{ anchor }}" data-step><p class="where"><a href="{{ address }}" data-step-link>'
        '{{ place }}<span class="away"> of {{ title }}</span></a>'
        '{% if page %} <span class="page-label">{{ page }}</span>{% endif %}'
        '{% if is_ours %} <span class="page-label">in our words</span>{% endif %}</p><div class="what">'
        '{% if trail %}<p class="trail">{{ trail }}</p>{% endif %}<p class="snippet">{{ snippet }}</p>'
    )
    values = {"anchor": address, "address": address, "place": place, "title": title, "page": page, "trail": trail}
    snippet = Markup("a <mark>b</mark>")
    made = hit_opening(
        anchor=address,
        address=address,
        place=place,
        title=title,
        page=page,
        is_ours=ours,
        trail=trail,
        snippet=snippet,
    )
    assert made == in_a_template(source, is_ours=ours, snippet=snippet, **values)


@given(WORDS, WORDS, WORDS, WORDS, st.booleans())
@settings(max_examples=50, deadline=None)
def test_what_can_be_done_with_a_hit_is_what_a_template_would_make(
    name: str, missing: str, cite: str, annotate: str, alike: bool
) -> None:
    source = (
        "{% if alike or missing or cite or annotate %}"
        '<p class="acts">{% if alike %}<span>similar meaning</span> {% endif %}'
        "{% if missing %}<span>without {{ missing }}</span> {% endif %}"
        '{% if cite %}<a class="cite" href="{{ cite }}">Cite<span class="away"> {{ name }}</span></a> '
        '<a class="similar" href="{{ cite }}">More like this<span class="away">: {{ name }}</span></a> {% endif %}'
        '{% if annotate %}<a class="use" href="{{ annotate }}#links" data-pin>Use as evidence'
        '<span class="away">: {{ name }}</span></a> <a class="annotate" href="{{ annotate }}" data-pin>Note'
        '<span class="away"> on {{ name }}</span></a> {% endif %}</p>{% endif %}'
    )
    values = {"name": name, "missing": missing, "cite": cite, "annotate": annotate, "alike": alike}
    acts = hit_acts(escaped(name), similar_meaning=alike, missing=missing, cite=cite, similar=cite, annotate=annotate)
    assert acts == in_a_template(source, **values).replace(" </p>", "</p>")
