"""The application: services in, a Flask app with every page out."""

import functools
import secrets

from flask import Flask

from kb.bootstrap import KnowledgeBase
from kb.documents.reading_view import reading_of
from kb.web.access import Routes
from kb.web.assets import Assets
from kb.web.context import Web
from kb.web.csrf import guard_forms
from kb.web.errors import register_errors
from kb.web.reader import refuse_changes
from kb.web.render import Renderer
from kb.web.routes import register_views
from kb.web.security import believe_proxies, harden, take_larger_files, trust_hosts
from kb.web.visitor import Visitors

READINGS_KEPT = 32
"""Documents kept ready to show: laying out a long report takes longer than everything else on its page."""


def create_app(kb: KnowledgeBase, base_url: str) -> Flask:
    """Make the site; ``base_url`` is its own address as others see it, for citations."""
    app = Flask("kb.web", static_folder=None, template_folder=None)
    app.url_map.strict_slashes = False
    web = Web(
        kb=kb,
        base_url=base_url.rstrip("/"),
        assets=Assets.load(),
        render=Renderer(),
        read=functools.lru_cache(maxsize=READINGS_KEPT)(reading_of),
        secret=(kb.settings.secret_key or secrets.token_hex(32)).encode(),
        visitors=Visitors(
            kb.sign_in,
            base_url,
            staff_need_second_factor=kb.settings.staff_need_second_factor,
            nobody=kb.settings.reader,
        ),
    )
    believe_proxies(app, kb.settings.proxies)
    trust_hosts(app, base_url, kb.settings.trusted_hosts)
    take_larger_files(app)
    if kb.settings.reader:
        refuse_changes(app)
    web.visitors.register(app)
    guard_forms(app, web.visitors, base_url)
    app.extensions["routes"] = routes = Routes(app, web.visitors)
    register_views(routes, web)
    register_errors(app, web)
    harden(app)
    return app
