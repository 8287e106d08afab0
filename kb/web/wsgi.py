"""What a WSGI server calls: the site as the environment describes it."""

import gc
import logging
import os

from flask import Flask

from kb.bootstrap import knowledge_base
from kb.storage.private_files import keep_new_files_private
from kb.web.app import create_app

YOUNG_OBJECTS = 10_000
"""Objects made before Python looks for those that hold one another: a page makes more than its usual 700 of others."""


def application() -> Flask:
    """Make the site from the environment's settings, and keep its index level with the files from now on."""
    keep_new_files_private()
    gc.set_threshold(YOUNG_OBJECTS)
    kb = knowledge_base(os.environ)
    try:
        kb.recover()
    except OSError as error:  # the disk is full, or not ours to write to; pages can be read all the same
        logging.getLogger("kb.audit").warning("what a crash interrupted waits for the next act: %s", error)
    kb.index_watcher.start()
    return create_app(kb, kb.settings.base_url)
