"""The one place that wires things together: settings in, working services out.

It is longer than other modules are: each service is imported, named and made here, in a line of each.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from kb.bootstrap_search import SearchBase, now, search_base
from kb.content.repository import ContentRepository
from kb.content.transaction import FileTransaction
from kb.domain.audience import Audience
from kb.index.whoosh.engine import WhooshEngine
from kb.services.accounts.accounts import Accounts
from kb.services.accounts.audit_trail import AuditTrail
from kb.services.accounts.kept_forms import KeptForms
from kb.services.accounts.own_account import OwnAccount
from kb.services.accounts.passphrase_hash import Passphrases
from kb.services.accounts.provider_visits import ProviderVisits
from kb.services.accounts.rate_limit import SignInLimits, Throttle
from kb.services.accounts.second_factor import SecondFactors
from kb.services.accounts.security_events import SecurityEvents
from kb.services.accounts.sign_in import SignInService, Tables
from kb.services.accounts.tokens import new_token
from kb.services.brief.brief import Briefs
from kb.services.brief.opening import BriefOpenings
from kb.services.calls.answer_identity import InvitationLinks
from kb.services.calls.answering import AnswerService
from kb.services.calls.call_editing import CallEditor
from kb.services.calls.call_lifecycle import CallLifecycle
from kb.services.calls.due_reminders import ReminderSchedule
from kb.services.calls.letters import Reminders
from kb.services.calls.member_questions import MemberQuestions
from kb.services.calls.roll import CallRolls
from kb.services.calls.roll_editing import RollEditor
from kb.services.checks.addresses import AddressChecker
from kb.services.checks.audit_check import AuditCheck
from kb.services.checks.check import ContentChecker
from kb.services.collections.collections import Collections
from kb.services.comments.comments import Comments
from kb.services.coverage.coverage import Coverage
from kb.services.coverage.priority_searches import PrioritySearches
from kb.services.coverage.search_records import SearchRecording
from kb.services.desk import DeskService
from kb.services.editorial.editing import EntryEditor
from kb.services.editorial.entries import Entries
from kb.services.editorial.priority_text import PriorityText
from kb.services.editorial.recommendations import Recommendations
from kb.services.evidence.annotating import AnnotationEditor
from kb.services.evidence.annotations import Annotations
from kb.services.evidence.citation_export import CitationExport
from kb.services.evidence.review_workflow import ReviewWorkflow
from kb.services.evidence.suggestions import EvidenceSuggestions
from kb.services.evidence.suspect_citations import SuspectCitations
from kb.services.export.downloads import Downloads
from kb.services.export.export import ContentExport
from kb.services.first_steps import FirstSteps
from kb.services.help.manual import FOLDER, Manual
from kb.services.intake.examples import ExampleAnswers
from kb.services.intake.importing import Intake
from kb.services.intake.mail_fetch import MailFetcher
from kb.services.intake.waiting_answers import WaitingAnswers
from kb.services.jobs.runner import JobRunner
from kb.services.library.browse import LibraryReader
from kb.services.library.content_writer import ContentWriter
from kb.services.library.index_sync import IndexSync
from kb.services.library.index_watcher import IndexWatcher
from kb.services.notices.digest import Digests
from kb.services.notices.news import News, NewsSources
from kb.services.priorities.ranking import Rankings
from kb.services.search.failed_searches import MOST_ROWS, FailedSearchLog
from kb.services.search.saved import SavedSearchService
from kb.services.search.search import SearchService
from kb.services.search.semantic import Semantics
from kb.services.search.similar import SimilarPassages
from kb.services.search.suggestions import SearchSuggestions
from kb.services.sources.adding import SourceAdding
from kb.services.sources.archives import ArchivedCopies
from kb.services.sources.captures import SourceCaptures
from kb.services.sources.editing import SourceEditor
from kb.services.sources.fetching import SourceFetching
from kb.services.sources.filing import DocumentFiling
from kb.services.sources.originals import SourceOriginals
from kb.services.sources.proposals import Proposals
from kb.services.sources.take_back import FilingReversal
from kb.services.sources.vocabulary import VocabularyEditor
from kb.services.triage.opposing_pairs import OpposingPairs
from kb.services.triage.suggestions import SlotSuggesting
from kb.services.triage.triage import Triage
from kb.storage.accounts import AccountTable
from kb.storage.audit.audit_log import AuditLog
from kb.storage.brief_openings import BriefOpeningTable
from kb.storage.call_links import CallLinks
from kb.storage.collections import CollectionTable
from kb.storage.comments import CommentTable
from kb.storage.database import open_database
from kb.storage.drafts import Drafts
from kb.storage.failed_searches import FailedSearches
from kb.storage.folder_watch import FolderWatch
from kb.storage.job_log import JobLog
from kb.storage.kept_forms import KeptFormTable
from kb.storage.notices import NoticeTable
from kb.storage.one_process import OneProcess
from kb.storage.saved_searches import SavedSearches
from kb.storage.second_factors import SecondFactorTable
from kb.storage.sent_reminders import Reminded
from kb.storage.sessions import AttemptTable, SessionTable, VisitTable
from kb.storage.settings import Settings
from kb.storage.smtp import Mailer
from scraper.process import ScraperProcess


@dataclass(frozen=True)
class KnowledgeBase:
    """Every service, ready to be called by a door; safe to share between threads."""

    settings: Settings
    search: SearchService
    browsing: LibraryReader
    index_sync: IndexSync
    checker: ContentChecker
    address_checker: AddressChecker
    index_watcher: IndexWatcher
    saved_searches: SavedSearchService
    collections: Collections
    comments: Comments
    digests: Digests
    failed_searches: FailedSearchLog
    suggestions: SearchSuggestions
    similar_passages: SimilarPassages
    semantics: Semantics
    accounts: Accounts
    sign_in: SignInService
    own_account: OwnAccount
    kept_forms: KeptForms
    provider_visits: ProviderVisits
    audit_check: AuditCheck
    audit_trail: AuditTrail
    answers: AnswerService
    call_lifecycle: CallLifecycle
    call_editor: CallEditor
    invitations: InvitationLinks
    rolls: CallRolls
    roll_editor: RollEditor
    reminders: Reminders
    due_reminders: ReminderSchedule
    triage: Triage
    rankings: Rankings
    questions: MemberQuestions
    opposing_pairs: OpposingPairs
    desk: DeskService
    first_steps: FirstSteps
    waiting_answers: WaitingAnswers
    examples: ExampleAnswers
    intake: Intake
    mail_fetcher: MailFetcher
    jobs: JobRunner
    filing: DocumentFiling
    source_editor: SourceEditor
    vocabulary_editor: VocabularyEditor
    source_adding: SourceAdding
    filing_reversal: FilingReversal
    source_fetching: SourceFetching
    source_captures: SourceCaptures
    originals: SourceOriginals
    archived_copies: ArchivedCopies
    proposals: Proposals
    briefs: Briefs
    brief_openings: BriefOpenings
    citation_export: CitationExport
    annotations: Annotations
    annotation_editor: AnnotationEditor
    suspect_citations: SuspectCitations
    search_recording: SearchRecording
    coverage: Coverage
    evidence_suggestions: EvidenceSuggestions
    priority_searches: PrioritySearches
    export: ContentExport
    downloads: Downloads
    entries: Entries
    entry_editor: EntryEditor
    review_workflow: ReviewWorkflow
    priority_text: PriorityText
    recommendations: Recommendations
    manual: Manual

    def recover(self) -> None:
        """Finish what a crash interrupted: an import, a change of several files, lines of the audit log."""
        self.export.finish_import()
        self.audit_check.recover()


def knowledge_base(environment: Mapping[str, str], base: SearchBase | None = None) -> KnowledgeBase:
    """Wire the knowledge base that the environment describes; reads no content and opens no index yet.

    ``base`` is what a search needs of it, where that was wired already.
    """
    base = base or search_base(environment)
    settings, library, index, captures, states = base.settings, base.library, base.index, base.captures, base.states
    database = open_database(settings.home, now)
    audit = AuditLog(settings.home, database)
    scraper = ScraperProcess(environment)
    jobs = JobRunner(JobLog(settings.home), now, new_name)
    files = ContentRepository(settings.roots)
    transaction = FileTransaction(settings.home / "triage")
    writer = ContentWriter(library, files, settings.private, audit, now, transaction)
    calling = CallLifecycle(writer, library, audit, now)
    inviting = InvitationLinks(CallLinks(database), now, new_token)
    rolls = CallRolls(writer, settings.private, library, calling)
    mailer = Mailer(settings.mail) if settings.mail else None
    reminded = Reminded(database)
    reminding = Reminders(rolls, inviting, mailer, reminded, audit, settings.base_url, now)
    due_reminding = ReminderSchedule(calling, rolls, reminding, reminded, now, settings.remind_days)
    events = SecurityEvents(audit, mailer, settings.base_url, now)
    tables = Tables(AccountTable(database), SessionTable(database), AttemptTable(database), SecondFactorTable(database))
    passphrases, limits = Passphrases(), SignInLimits(tables.attempts, now)
    second_factors = SecondFactors(tables.second_factors, limits, events, now)
    accounts = Accounts(tables.accounts, tables.sessions, events, second_factors, now, new_token)
    intake = Intake(library, writer, settings.private, now)
    browsing = LibraryReader(library, states)
    annotations = Annotations(library, now)
    workflow = ReviewWorkflow(writer, now, one_may_review=settings.one_may_review)
    annotating = AnnotationEditor(library, writer, workflow, now, new_name)
    exporting = ContentExport(settings, library, browsing, database, captures, audit, now)
    filing = DocumentFiling(scraper, library, audit, jobs, now)
    fetching = SourceFetching(scraper, library, captures, audit, jobs, now)
    public_writer = ContentWriter(library, files, settings.content[0], audit, now, transaction)
    openings = BriefOpenings(BriefOpeningTable(database), library, audit, now)
    editing = SourceEditor(library, writer, public_writer, now)
    comments = Comments(CommentTable(database), library, accounts.all, audit, now, new_id)
    saved = SavedSearchService(SavedSearches(database), now, new_id)
    suspects, entries = SuspectCitations(library, annotations, annotating, now), Entries(library)
    priority_text = PriorityText(library, writer, workflow)
    told_of = (annotations, entries, workflow, priority_text, suspects, comments, saved, base.search)
    news = News(NewsSources(library, *told_of))
    return KnowledgeBase(
        settings=settings,
        search=base.search,
        browsing=browsing,
        citation_export=CitationExport(browsing),
        export=exporting,
        downloads=Downloads(exporting, Throttle(tables.attempts, now), library, captures),
        index_sync=base.index_sync,
        address_checker=AddressChecker(scraper, library),
        checker=ContentChecker(library, settings.roots, states, now, settings.home, audit),
        index_watcher=IndexWatcher(
            library, base.index_sync, FolderWatch(settings.roots), OneProcess(settings.home / "cache" / "SYNCER")
        ),
        saved_searches=saved,
        collections=Collections(CollectionTable(database), browsing, annotations, now, new_id, new_token),
        comments=comments,
        digests=Digests(NoticeTable(database), accounts.all, news, mailer, audit, settings.base_url, now),
        failed_searches=FailedSearchLog(FailedSearches(database, MOST_ROWS), now),
        suggestions=SearchSuggestions(library, index),
        similar_passages=SimilarPassages(library, index),
        semantics=Semantics(base.semantic, index, Audience.PUBLIC if settings.reader else Audience.STAFF),
        accounts=accounts,
        sign_in=SignInService(tables, passphrases, events, now, new_token),
        kept_forms=KeptForms(KeptFormTable(database), now, new_token),
        own_account=OwnAccount(tables.accounts, passphrases, limits, second_factors, events),
        provider_visits=ProviderVisits(VisitTable(database), now, new_token),
        audit_trail=AuditTrail(audit, accounts, writer.recover),
        audit_check=AuditCheck(audit, writer, settings.roots, settings.private, now),
        answers=AnswerService(writer, Drafts(database), now, library),
        call_lifecycle=calling,
        call_editor=CallEditor(library, writer, now),
        invitations=inviting,
        rolls=rolls,
        roll_editor=RollEditor(writer, settings.private, transaction, audit, now),
        reminders=reminding,
        due_reminders=due_reminding,
        triage=Triage(library, SlotSuggesting(index), writer, now),
        rankings=Rankings(library, settings.ballots),
        questions=MemberQuestions(library),
        opposing_pairs=OpposingPairs(library),
        waiting_answers=WaitingAnswers(writer, settings.private),
        examples=ExampleAnswers(library, writer),
        desk=DeskService(library, captures, due_reminding, now),
        first_steps=FirstSteps(library, accounts),
        intake=intake,
        mail_fetcher=MailFetcher(intake, settings.mailbox),
        jobs=jobs,
        filing=filing,
        source_editor=editing,
        vocabulary_editor=VocabularyEditor(library, public_writer, now),
        source_adding=SourceAdding(scraper, filing, fetching, editing, jobs),
        filing_reversal=FilingReversal(library, writer, settings.private, captures, now),
        source_fetching=fetching,
        source_captures=SourceCaptures(scraper, library, captures, jobs),
        originals=SourceOriginals(scraper, library, settings.home),
        archived_copies=ArchivedCopies(scraper, library, audit, jobs, now),
        proposals=Proposals(scraper, settings.home / "proposals", library, audit, jobs, now),
        annotations=annotations,
        suspect_citations=suspects,
        annotation_editor=annotating,
        search_recording=SearchRecording(library, index, writer, now),
        coverage=Coverage(library),
        evidence_suggestions=EvidenceSuggestions(base.search),
        priority_searches=PrioritySearches(writer, workflow),
        briefs=Briefs(library, captures, settings.ballots, now, openings.of, settings.base_url),
        brief_openings=openings,
        entries=entries,
        review_workflow=workflow,
        entry_editor=EntryEditor(library, writer, workflow, now),
        priority_text=priority_text,
        recommendations=Recommendations(library, writer, workflow, annotating.citation),
        manual=Manual(FOLDER, WhooshEngine(settings.home / "help-index", clock=now)),
    )


def new_id() -> str:
    """Return an id that nothing else has, and nobody guesses."""
    return secrets.token_hex(8)


def new_name() -> str:
    """Return a few letters that no other name ends with."""
    return secrets.token_hex(4)
