"""Every address of the site: the views of each feature, put on the application."""

from kb.web import static_views as static
from kb.web.access import Routes
from kb.web.accounts import account_views as account
from kb.web.accounts import audit_views as audit
from kb.web.accounts import kept_form_views as kept_forms
from kb.web.accounts import notice_views as notices
from kb.web.accounts import passphrase_views as passphrase
from kb.web.accounts import people_views as people
from kb.web.accounts import provider_views as provider
from kb.web.accounts import second_factor_views as sign_in_codes
from kb.web.accounts import sign_in_views as signin
from kb.web.api import views as api
from kb.web.brief import views as brief
from kb.web.calls import answer_views as answering
from kb.web.calls import edit_views as call_edit
from kb.web.calls import letters_views as letters
from kb.web.calls import receipt_views as receipts
from kb.web.calls import roll_member_views as roll_members
from kb.web.calls import roll_upload_views as roll_upload
from kb.web.calls import roll_views as roll
from kb.web.calls import run_views as call_run
from kb.web.calls import views as calls
from kb.web.collections import views as collections
from kb.web.comments import views as comments
from kb.web.context import Web
from kb.web.coverage import views as coverage
from kb.web.desk import views as desk
from kb.web.editorial import advice_views as advice
from kb.web.editorial import question_views as questions
from kb.web.editorial import recommendation_views as recommendations
from kb.web.evidence import annotation_form_views as annotating
from kb.web.evidence import annotation_views as annotations
from kb.web.evidence import picking_views as picking
from kb.web.evidence import review_views as reviewing
from kb.web.evidence import suspect_views as suspects
from kb.web.export import views as export
from kb.web.feeds import feeds
from kb.web.feeds import followed as feeds_followed
from kb.web.help import views as help_views
from kb.web.home import views as home
from kb.web.intake import import_views as answer_files
from kb.web.intake import views as triage_waiting
from kb.web.priorities import ranking_views as ranking
from kb.web.priorities import search_views as priority_searches
from kb.web.priorities import text_views as wording
from kb.web.priorities import views as priorities
from kb.web.search import saved_views as saved
from kb.web.search import search_description as opensearch
from kb.web.search import views as search
from kb.web.sources import add_views as adding
from kb.web.sources import archived_views as archived
from kb.web.sources import captures_views as captures
from kb.web.sources import citation_views as citing
from kb.web.sources import compare_views as comparing
from kb.web.sources import edit_views as source_editing
from kb.web.sources import filing_views as filing
from kb.web.sources import gathering_views as gathering
from kb.web.sources import job_views as jobs
from kb.web.sources import original_views as originals
from kb.web.sources import views as sources
from kb.web.sources import vocabulary_views as vocabulary
from kb.web.triage import matches_views as triage_matches
from kb.web.triage import views as triage


def register_views(routes: Routes, web: Web) -> None:
    """Put every address of the site on its application."""
    for module in (
        home,
        help_views,
        search,
        saved,
        collections,
        sources,
        citing,
        annotating,
        annotations,
        picking,
        reviewing,
        suspects,
        filing,
        adding,
        source_editing,
        vocabulary,
        archived,
        captures,
        comparing,
        originals,
        gathering,
        jobs,
        comments,
        priorities,
        wording,
        questions,
        advice,
        recommendations,
        coverage,
        priority_searches,
        calls,
        call_edit,
        call_run,
        answering,
        receipts,
        roll,
        roll_members,
        roll_upload,
        letters,
        triage,
        triage_matches,
        triage_waiting,
        answer_files,
        ranking,
        brief,
        desk,
        signin,
        provider,
        account,
        notices,
        passphrase,
        sign_in_codes,
        kept_forms,
        people,
        audit,
        export,
        static,
        api,
        feeds,
        feeds_followed,
        opensearch,
    ):
        module.register(routes, web)
