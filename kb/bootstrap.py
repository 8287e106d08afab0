"""The one place that wires things together: settings in, working services out."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from kb.content.catalogue import CatalogueLoader
from kb.content.repository import ContentRepository
from kb.content.transaction import FileTransaction
from kb.index import engine_of
from kb.index.whoosh.engine import WhooshEngine
from kb.services.accounts.accounts import Accounts
from kb.services.accounts.audit_check import Auditing
from kb.services.accounts.passphrase_hash import Passphrases
from kb.services.accounts.provider_visits import Visiting
from kb.services.accounts.rate_limit import Throttle
from kb.services.accounts.sign_in import SigningIn, Tables
from kb.services.accounts.tokens import new_token
from kb.services.brief.brief import Briefs
from kb.services.calls.answer_identity import Inviting
from kb.services.calls.answering import Answering
from kb.services.calls.call_lifecycle import CallLifecycle
from kb.services.calls.due_reminders import DueReminding
from kb.services.calls.letters import Reminding
from kb.services.calls.member_questions import MemberQuestions
from kb.services.calls.roll import Rolls
from kb.services.checks.addresses import CheckingAddresses
from kb.services.checks.check import Checking
from kb.services.coverage.coverage import Coverage
from kb.services.coverage.priority_searches import PrioritySearches
from kb.services.coverage.search_records import SearchRecording
from kb.services.desk import Desks
from kb.services.editorial.editing import EntryEditing
from kb.services.editorial.entries import Entries
from kb.services.editorial.priority_text import PriorityText
from kb.services.editorial.recommendations import Recommendations
from kb.services.evidence.annotating import Annotating
from kb.services.evidence.annotations import Annotations
from kb.services.evidence.citation_export import Citing
from kb.services.evidence.review_workflow import ReviewWorkflow
from kb.services.evidence.suggestions import EvidenceSuggesting
from kb.services.evidence.suspect_citations import Suspects
from kb.services.export.downloads import TakingAway
from kb.services.export.export import Exporting
from kb.services.help.manual import FOLDER, Manual
from kb.services.intake.importing import Intake
from kb.services.intake.mail_fetch import Fetching
from kb.services.intake.waiting_answers import WaitingAnswers
from kb.services.library.browse import Browsing
from kb.services.library.content_writer import ContentWriter
from kb.services.library.index_sync import Indexing
from kb.services.library.index_watcher import Keeper
from kb.services.library.library import Library
from kb.services.library.source_states import States
from kb.services.priorities.ranking import Rankings
from kb.services.search.failed_searches import MOST_ROWS, Failures
from kb.services.search.saved import Saving
from kb.services.search.search import Searching
from kb.services.search.semantic import SemanticFiles, Semantics
from kb.services.search.similar import SimilarPassages
from kb.services.search.suggestions import Suggesting
from kb.services.sources.fetching import SourceFetching
from kb.services.sources.filing import DocumentFiling
from kb.services.triage.opposing_pairs import Conflicts
from kb.services.triage.suggestions import SlotSuggesting
from kb.services.triage.triage import Triage
from kb.storage.accounts import AccountTable
from kb.storage.audit_log import AuditLog
from kb.storage.call_links import CallLinks
from kb.storage.capture_log import CaptureLog
from kb.storage.database import open_database
from kb.storage.drafts import Drafts
from kb.storage.failed_searches import FailedSearches
from kb.storage.model_files import MINILM
from kb.storage.saved_searches import SavedSearches
from kb.storage.sent_reminders import Reminded
from kb.storage.sessions import AttemptTable, SessionTable, VisitTable
from kb.storage.settings import Settings, settings_from
from kb.storage.smtp import Mailer
from scraper.process import ScraperProcess


@dataclass(frozen=True)
class KnowledgeBase:
    """Every service, ready to be called by a door; safe to share between threads."""

    settings: Settings
    searching: Searching
    browsing: Browsing
    indexing: Indexing
    checking: Checking
    check_addresses: CheckingAddresses
    keeper: Keeper
    saving: Saving
    failures: Failures
    suggesting: Suggesting
    similar_passages: SimilarPassages
    semantics: Semantics
    accounts: Accounts
    signing: SigningIn
    visiting: Visiting
    auditing: Auditing
    answering: Answering
    calling: CallLifecycle
    inviting: Inviting
    rolls: Rolls
    reminding: Reminding
    due_reminding: DueReminding
    triage: Triage
    rankings: Rankings
    questions: MemberQuestions
    conflicts: Conflicts
    desks: Desks
    waiting: WaitingAnswers
    intake: Intake
    fetching: Fetching
    filing: DocumentFiling
    source_fetching: SourceFetching
    briefs: Briefs
    citing: Citing
    annotations: Annotations
    annotating: Annotating
    suspects: Suspects
    search_recording: SearchRecording
    coverage: Coverage
    evidence_suggesting: EvidenceSuggesting
    priority_searches: PrioritySearches
    exporting: Exporting
    taking_away: TakingAway
    entries: Entries
    entry_editing: EntryEditing
    review_workflow: ReviewWorkflow
    priority_text: PriorityText
    recommendations: Recommendations
    manual: Manual


def knowledge_base(environment: Mapping[str, str]) -> KnowledgeBase:
    """Wire the knowledge base that the environment describes; reads no content and opens no index yet."""
    settings = settings_from(environment)
    library = Library(CatalogueLoader(settings.roots), time.monotonic)
    semantic = SemanticFiles(settings.home, MINILM, on=settings.semantic)
    index = engine_of(settings, clock=now, meaning=semantic.meaning())
    database = open_database(settings.home, now)
    states = States(CaptureLog(settings.home))
    indexing = Indexing(library, index)
    audit = AuditLog(settings.home)
    scraper = ScraperProcess(environment)
    files = ContentRepository(settings.roots)
    writer = ContentWriter(library, files, settings.private, audit, now, FileTransaction(settings.home / "triage"))
    calling = CallLifecycle(writer, library, audit, now)
    inviting = Inviting(CallLinks(database), now, new_token)
    rolls = Rolls(writer, settings.private, library, calling)
    mailer = Mailer(settings.mail) if settings.mail else None
    reminded = Reminded(database)
    reminding = Reminding(rolls, inviting, mailer, reminded, audit, settings.base_url, now)
    due_reminding = DueReminding(calling, rolls, reminding, reminded, now, settings.remind_days)
    tables = Tables(AccountTable(database), SessionTable(database), AttemptTable(database))
    intake = Intake(library, writer, settings.private, now)
    browsing = Browsing(library, states)
    annotations = Annotations(library, now)
    workflow = ReviewWorkflow(writer, now, one_may_review=settings.one_may_review)
    annotating = Annotating(library, writer, workflow, now, new_name)
    searching = Searching(library, index, states)
    exporting = Exporting(settings, library, browsing, database, CaptureLog(settings.home), audit, now)
    return KnowledgeBase(
        settings=settings,
        searching=searching,
        browsing=browsing,
        citing=Citing(browsing),
        exporting=exporting,
        taking_away=TakingAway(exporting, Throttle(tables.attempts, now), library, CaptureLog(settings.home)),
        indexing=indexing,
        check_addresses=CheckingAddresses(scraper, library),
        checking=Checking(library, settings.roots, states, now),
        keeper=Keeper(indexing),
        saving=Saving(SavedSearches(database), now, lambda: secrets.token_hex(8)),
        failures=Failures(FailedSearches(database, MOST_ROWS), now),
        suggesting=Suggesting(library, index),
        similar_passages=SimilarPassages(library, index),
        semantics=Semantics(semantic, index),
        accounts=Accounts(tables.accounts, tables.sessions, audit, now, new_token),
        signing=SigningIn(tables, Passphrases(), audit, now, new_token),
        visiting=Visiting(VisitTable(database), now, new_token),
        auditing=Auditing(audit),
        answering=Answering(writer, Drafts(database), now),
        calling=calling,
        inviting=inviting,
        rolls=rolls,
        reminding=reminding,
        due_reminding=due_reminding,
        triage=Triage(library, SlotSuggesting(index), writer, now),
        rankings=Rankings(library, settings.ballots),
        questions=MemberQuestions(library),
        conflicts=Conflicts(library),
        waiting=WaitingAnswers(writer, settings.private),
        desks=Desks(library, CaptureLog(settings.home), due_reminding, now),
        intake=intake,
        fetching=Fetching(intake, settings.mailbox),
        filing=DocumentFiling(scraper, library, audit, now),
        source_fetching=SourceFetching(scraper, library, audit, now),
        annotations=annotations,
        suspects=Suspects(library, annotations, annotating, now),
        annotating=annotating,
        search_recording=SearchRecording(library, index, writer, now),
        coverage=Coverage(library),
        evidence_suggesting=EvidenceSuggesting(searching),
        priority_searches=PrioritySearches(writer, workflow),
        briefs=Briefs(library, CaptureLog(settings.home), settings.ballots, now),
        entries=Entries(library),
        review_workflow=workflow,
        entry_editing=EntryEditing(library, writer, workflow, now),
        priority_text=PriorityText(library, writer, workflow),
        recommendations=Recommendations(library, writer, workflow, annotating.citation),
        manual=Manual(FOLDER, WhooshEngine(settings.home / "help-index", clock=now)),
    )


def new_name() -> str:
    """Return a few letters that no other name ends with."""
    return secrets.token_hex(4)


def now() -> datetime:
    """Return the time; everything that needs to know it is handed this."""
    return datetime.now(UTC)
