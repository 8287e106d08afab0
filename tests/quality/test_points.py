"""What a person gets over the shipped content stays as it should be, point by point."""

import runpy
from pathlib import Path

import pytest


def test_every_row_is_as_it_should_be(capsys: pytest.CaptureFixture[str]) -> None:
    main = runpy.run_path(str(Path(__file__).parents[1] / "tools" / "show_points.py"))["main"]
    with pytest.raises(SystemExit) as left:
        main()
    said = capsys.readouterr().out
    assert left.value.code == 0, said
    assert all(f"| {point} " in said for point in range(1, 11))
