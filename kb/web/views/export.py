"""Everything that a reader may see, to download."""

import tempfile
from pathlib import Path

from flask import Flask, Response, send_file

from kb.web.context import Web
from kb.web.pages.export import export_page


def register(app: Flask, web: Web) -> None:
    """Put the export on the application."""

    @app.get("/export")
    def export_form() -> Response:
        frame, csrf = web.frame("Take everything away"), web.visitors.form_token()
        return web.page(export_page(frame, csrf, web.reader()))

    @app.post("/export.zip")
    def export() -> Response:
        account = web.visitors.now().account
        reader = web.reader()
        with tempfile.TemporaryDirectory() as folder:
            made = web.kb.exporting.export(Path(folder) / "export.zip", reader, account.id if account else "")
            file = made.path.open("rb")  # it can be read to its end although its name goes now
        name = f"police-it-evidence-{reader.value}.zip"
        response = send_file(file, mimetype="application/zip", as_attachment=True, download_name=name)
        response.call_on_close(file.close)
        return response
