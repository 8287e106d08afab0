"""The one place that wires things together: settings in, working services out."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from kb.index import SearchIndex
from kb.services.briefing.brief import Briefs
from kb.services.calls.answering import Answering
from kb.services.calls.answering_who import Inviting
from kb.services.calls.calling import Calling
from kb.services.calls.member_questions import MemberQuestions
from kb.services.calls.reminders import Reminding
from kb.services.calls.reminders_due import DueReminding
from kb.services.calls.roll import Rolls
from kb.services.coverage.coverage import Coverage
from kb.services.coverage.looking import Lookings
from kb.services.coverage.searches import PrioritySearches
from kb.services.desk import Desks
from kb.services.entries.changing import EntryWriting
from kb.services.entries.entries import Entries
from kb.services.entries.recommending import Recommendations
from kb.services.entries.wording import Wording
from kb.services.entries.writing import Writing
from kb.services.evidence.annotating import Annotating
from kb.services.evidence.annotations_seen import Annotations
from kb.services.evidence.citing import Citing
from kb.services.evidence.suggest import EvidenceSuggesting
from kb.services.evidence.suspects import Suspects
from kb.services.exporting.exporting import Exporting
from kb.services.exporting.taking_away import TakingAway
from kb.services.intake.fetch import Fetching
from kb.services.intake.taking_in import Intake
from kb.services.intake.waiting import Waiting
from kb.services.library.browse import Browsing
from kb.services.library.filing import Filing
from kb.services.library.indexing import Indexing
from kb.services.library.keeping import Keeper
from kb.services.library.library import Library
from kb.services.library.states import States
from kb.services.people.accounts import Accounts
from kb.services.people.auditing import Auditing
from kb.services.people.signin import SigningIn, Tables
from kb.services.people.signin_hash import Passphrases
from kb.services.people.signin_tokens import new_token
from kb.services.people.signin_visits import Visiting
from kb.services.people.throttling import Throttle
from kb.services.searching.failed import MOST_ROWS, Failures
from kb.services.searching.meaning import SemanticFiles, Semantics
from kb.services.searching.saved import Saving
from kb.services.searching.search import Searching
from kb.services.searching.similar import Likening
from kb.services.searching.suggest import Suggesting
from kb.services.triaging.conflicts import Conflicts
from kb.services.triaging.ranking import Rankings
from kb.services.triaging.suggest import SlotSuggesting
from kb.services.triaging.triage import Triage
from kb.services.upkeep.check import Checking
from kb.services.upkeep.check_addresses import CheckingAddresses
from kb.store.accounts import AccountTable
from kb.store.accounts_sessions import AttemptTable, SessionTable, VisitTable
from kb.store.audit import AuditLog
from kb.store.call_links import CallLinks
from kb.store.capture_log import CaptureLog
from kb.store.catalogue import CatalogueLoader
from kb.store.database import open_database
from kb.store.drafts import Drafts
from kb.store.failed_searches import FailedSearches
from kb.store.kept import KeptFiles
from kb.store.model_files import MINILM
from kb.store.reminded import Reminded
from kb.store.saved_searches import SavedSearches
from kb.store.settings import Settings, settings_from
from kb.store.smtp import Mailer


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
    likening: Likening
    semantics: Semantics
    accounts: Accounts
    signing: SigningIn
    visiting: Visiting
    auditing: Auditing
    answering: Answering
    calling: Calling
    inviting: Inviting
    rolls: Rolls
    reminding: Reminding
    due_reminding: DueReminding
    triage: Triage
    rankings: Rankings
    questions: MemberQuestions
    conflicts: Conflicts
    desks: Desks
    waiting: Waiting
    intake: Intake
    fetching: Fetching
    filing: Filing
    briefs: Briefs
    citing: Citing
    annotations: Annotations
    annotating: Annotating
    suspects: Suspects
    lookings: Lookings
    coverage: Coverage
    evidence_suggesting: EvidenceSuggesting
    priority_searches: PrioritySearches
    exporting: Exporting
    taking_away: TakingAway
    entries: Entries
    entry_writing: EntryWriting
    wording: Wording
    recommendations: Recommendations


def knowledge_base(environment: Mapping[str, str]) -> KnowledgeBase:
    """Wire the knowledge base that the environment describes; reads no content and opens no index yet."""
    settings = settings_from(environment)
    library = Library(CatalogueLoader(settings.roots), time.monotonic)
    semantic = SemanticFiles(settings.home, MINILM, on=settings.semantic)
    index = SearchIndex(settings.home / "index", clock=now, meaning=semantic.meaning())
    database = open_database(settings.home, now)
    states = States(CaptureLog(settings.home))
    indexing = Indexing(library, index)
    audit = AuditLog(settings.home)
    files = KeptFiles(settings.roots)
    calling = Calling(files, library, audit, now)
    inviting = Inviting(CallLinks(database), now, new_token)
    rolls = Rolls(files, settings.private, library, calling)
    mailer = Mailer(settings.mail) if settings.mail else None
    reminded = Reminded(database)
    reminding = Reminding(rolls, inviting, mailer, reminded, audit, settings.base_url, now)
    due_reminding = DueReminding(calling, rolls, reminding, reminded, now, settings.remind_days)
    tables = Tables(AccountTable(database), SessionTable(database), AttemptTable(database))
    intake = Intake(library, files, settings.private, audit, now)
    browsing = Browsing(library, states)
    annotations = Annotations(library, now)
    annotating = Annotating(
        library, files, settings.private, audit, now, new_name, one_may_review=settings.one_may_review
    )
    writing = Writing(library, files, settings.private, audit, now, one_may_review=settings.one_may_review)
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
        check_addresses=CheckingAddresses(environment, library),
        checking=Checking(library, settings.roots, states, now),
        keeper=Keeper(indexing),
        saving=Saving(SavedSearches(database), now, lambda: secrets.token_hex(8)),
        failures=Failures(FailedSearches(database, MOST_ROWS), now),
        suggesting=Suggesting(library, index),
        likening=Likening(library, index),
        semantics=Semantics(semantic, index),
        accounts=Accounts(tables.accounts, tables.sessions, audit, now, new_token),
        signing=SigningIn(tables, Passphrases(), audit, now, new_token),
        visiting=Visiting(VisitTable(database), now, new_token),
        auditing=Auditing(audit),
        answering=Answering(files, settings.private, Drafts(database), audit, now),
        calling=calling,
        inviting=inviting,
        rolls=rolls,
        reminding=reminding,
        due_reminding=due_reminding,
        triage=Triage(library, SlotSuggesting(index), settings.home, audit, now),
        rankings=Rankings(library, settings.ballots),
        questions=MemberQuestions(library),
        conflicts=Conflicts(library),
        waiting=Waiting(files, settings.private, audit, now),
        desks=Desks(library, CaptureLog(settings.home), due_reminding, now),
        intake=intake,
        fetching=Fetching(intake, settings.mailbox),
        filing=Filing(environment, library, audit, now),
        annotations=annotations,
        suspects=Suspects(library, annotations, annotating, now),
        annotating=annotating,
        lookings=Lookings(library, index, files, settings.private, audit, now),
        coverage=Coverage(library),
        evidence_suggesting=EvidenceSuggesting(searching),
        priority_searches=PrioritySearches(writing, settings.home),
        briefs=Briefs(library, CaptureLog(settings.home), settings.ballots, now),
        entries=Entries(library),
        entry_writing=EntryWriting(library, writing, now),
        wording=Wording(library, writing, settings.home),
        recommendations=Recommendations(library, writing, annotating.citation),
    )


def new_name() -> str:
    """Return a few letters that no other name ends with."""
    return secrets.token_hex(4)


def now() -> datetime:
    """Return the time; everything that needs to know it is handed this."""
    return datetime.now(UTC)
