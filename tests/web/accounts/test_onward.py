from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.web.redirects import safe_redirect_target, sign_in_address

TRICKY = st.text(alphabet="/\\.:@?#%&=ae \t\n\r\x00\x0b\u2028\u3000evil", max_size=30)


@pytest.mark.parametrize(
    "path",
    ["/", "/sources", "/search?q=a+b&publisher=HMIC#hit", "/sources/é", "/a//b", "/search?next=https://x.example"],
)
def test_a_path_of_ours_is_gone_to(path: str) -> None:
    assert safe_redirect_target(path) == path


ELSEWHERE = (
    *(
        "",
        "sources",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
    ),
    *("javascript:alert(1)", "/\t/evil.example", "/\n/evil.example", " //evil.example", "/ /evil", "/" + "a" * 3000),
)


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_anything_else_is_the_first_page(elsewhere: str) -> None:
    assert safe_redirect_target(elsewhere) == "/"


@given(st.one_of(TRICKY, TRICKY.map(lambda text: f"/{text}"), st.text()))
def test_no_text_leads_to_another_host_as_browsers_read_addresses(text: str) -> None:
    onward = safe_redirect_target(text)
    as_browsers = "".join(c for c in onward if c not in "\t\n\r").replace("\\", "/").strip("".join(map(chr, range(33))))
    assert urlsplit(urljoin("https://kb.example/sign-in", as_browsers)).netloc == "kb.example"
    assert onward.startswith("/")
    assert safe_redirect_target(onward) == onward


def test_the_sign_in_page_itself_is_nowhere_to_go_back_to() -> None:
    assert sign_in_address("/sign-in?next=/x") == sign_in_address("/welcome/abc") == sign_in_address("/") == "/sign-in"
    assert sign_in_address("/search?q=a&b=c") == "/sign-in?next=/search%3Fq%3Da%26b%3Dc"
