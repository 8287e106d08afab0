"""Everything that a reader may see, to download."""

from flask import Response, send_file

from kb.web.access import PUBLIC, Routes
from kb.web.context import Web
from kb.web.export.page import export_page


def register(routes: Routes, web: Web) -> None:
    """Put the export on the application."""

    @routes.get("/export", needs=PUBLIC)
    def export_form() -> Response:
        frame, csrf = web.frame("Download all data"), web.visitors.form_token()
        return web.page(export_page(frame, csrf, web.viewer().audience))

    @routes.post("/export.zip", needs=PUBLIC)
    def export() -> Response:
        viewer = web.viewer()
        made = web.kb.downloads.export(viewer)
        file = made.path.open("rb")  # it can be read to its end although its name may go meanwhile
        name = f"police-it-evidence-{viewer.audience.value}.zip"
        response = send_file(file, mimetype="application/zip", as_attachment=True, download_name=name)
        response.call_on_close(file.close)
        return response
