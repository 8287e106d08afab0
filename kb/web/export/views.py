"""Everything that a reader may see, to download."""

from flask import Flask, Response, send_file

from kb.services.accounts.rate_limit import Requester
from kb.web.accounts.sign_in_views import asked_from
from kb.web.context import Web
from kb.web.export.page import export_page


def register(app: Flask, web: Web) -> None:
    """Put the export on the application."""

    @app.get("/export")
    def export_form() -> Response:
        frame, csrf = web.frame("Take everything away"), web.visitors.form_token()
        return web.page(export_page(frame, csrf, web.reader()))

    @app.post("/export.zip")
    def export() -> Response:
        reader = web.reader()
        made = web.kb.taking_away.export(reader, requester(web))
        file = made.path.open("rb")  # it can be read to its end although its name may go meanwhile
        name = f"police-it-evidence-{reader.value}.zip"
        response = send_file(file, mimetype="application/zip", as_attachment=True, download_name=name)
        response.call_on_close(file.close)
        return response


def requester(web: Web) -> Requester:
    """Return who asks for a file that has to be made."""
    account, (address, _) = web.visitors.now().account, asked_from()
    return Requester(account.id if account else "", address)
