"""The scraper: public reports in, captures and Markdown out.

It knows ``kb.domain``, ``kb.store`` and ``kb.text`` and nothing else of the knowledge base.
"""
