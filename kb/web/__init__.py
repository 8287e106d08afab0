"""The web door: addresses in, pages out. Server-rendered, works without scripts; Flask lives here only.

``views`` take requests apart, services answer, ``pages`` make one frozen view model per page, and templates see
its fields and nothing else.
"""

from kb.web.app import create_app

__all__ = ["create_app"]
