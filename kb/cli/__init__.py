"""The terminal's door: plain click, output on stdout, talk on stderr, ``--json`` everywhere."""

from kb.cli.main import main

__all__ = ["main"]
