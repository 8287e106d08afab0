"""Take the picture of the search page that the README shows, of the content as it is shipped.

    python tests/tools/take_screenshot.py [PATH]

It indexes and serves a copy of the content, as ``make run`` does, and needs Chromium.
"""

import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "kit"))

from in_browser import chromium
from walk_site import walk

PICTURE = ROOT / "kb" / "docs" / "images" / "search.png"
ASKED = "/search?q=systems+do+not+talk+to+each+other"
SIZE = (1200, 720)


def take(path: Path) -> None:
    """Write the picture to ``path``."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        shutil.copytree(ROOT / "content", Path(folder) / "content")
        with walk(Path(folder), browser, None) as site:
            page = site.person().new_page()
            page.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})
            page.emulate_media(color_scheme="light")
            page.goto(ASKED)
            page.locator("#results .source").first.wait_for()
            page.screenshot(path=path)


if __name__ == "__main__":
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE)
