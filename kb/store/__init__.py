"""Files and types: content files are read into the domain's values and written back in one canonical form.

Below lies ``kb.domain`` only. Services, the index and the scraper may call in here; nothing here knows of them.
"""
