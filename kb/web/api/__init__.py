"""The JSON API under ``/api/v1``: reading only, strict about what is asked, described by ``/openapi.json``.

``operations`` has a row for each resource; ``parameters`` reads what was given, ``*_shapes`` makes what is given
back, ``openapi`` prints the description of both, ``problems`` tells errors.
"""
