import re

from kb.web.assets import STATIC, STYLES, Assets, trimmed


def test_styles_are_small_and_load_nothing_from_elsewhere(client) -> None:
    assert {path.stem for path in STATIC.rglob("*.css")} == set(STYLES)
    assert sum(len(client.get(address).data) for address in Assets.load().styles) < 43_000
    for path in STATIC.rglob("*"):
        if path.suffix in (".css", ".js"):
            assert not re.search(r"https?://|@import|url\(", path.read_text()), path


def test_each_style_file_fills_its_own_layer() -> None:
    for name in STYLES:
        text = (STATIC / "css" / f"{name}.css").read_text()
        assert re.findall(r"@layer (\w+) \{", text) == [name]


def test_a_trimmed_sheet_says_the_same() -> None:
    sheet = "@layer a {\n  /* why { */\n  .b > i, .c:hover { margin: calc(1rem - 2px) 0; color: red }\n}\n"
    assert trimmed(sheet) == "@layer a{.b > i,.c:hover{margin:calc(1rem - 2px) 0;color:red}}"
    for path in STATIC.rglob("*.css"):
        bare = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        assert re.findall(r'"[^"]*"', trimmed(bare)) == re.findall(r'"[^"]*"', bare), path


def test_static_files_may_be_kept_for_good_under_their_digest(client) -> None:
    assets = Assets.load()
    for address in (*assets.styles, assets.address("js/main.js"), assets.address("icon.svg")):
        response = client.get(address)
        assert response.status_code == 200
        assert "immutable" in response.headers["Cache-Control"]
        again = client.get(address, headers={"If-None-Match": response.headers["ETag"]})
        assert again.status_code == 304


def test_an_old_address_of_a_static_file_gets_what_there_is_now(client) -> None:
    response = client.get("/static/000000000000/css/base.css")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-cache"


def test_no_path_leads_out_of_the_static_files(client) -> None:
    for path in ("/static/x/../app.py", "/static/x/..%2fapp.py", "/static/x//etc/passwd"):
        assert client.get(path).status_code in (404, 308)
