"""The scraper: public reports in, captures and Markdown out.

It knows ``kb.domain``, ``kb.content``, ``kb.documents`` and ``kb.storage`` and nothing else of the knowledge base.
"""
