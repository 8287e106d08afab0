"""A job as its page shows it: how far it is, what it told so far, and what came of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from kb.domain.job import BackgroundJob, JobState
from kb.domain.source.capture import Outcome
from kb.services.sources import fetching, filing, proposals
from kb.services.sources.archives import LISTING, TAKING
from kb.web.addresses import source_address
from kb.web.editorial.entry_parts import Names
from kb.web.humanize import count, moment
from kb.web.layout.frame import Frame, Link

HEADINGS = {
    fetching.KIND: "Fetch sources",
    filing.READING: "Read a document",
    filing.FILING: "File a document",
    proposals.KIND: "Look for new documents",
    LISTING: "Look for archived copies",
    TAKING: "Take an archived copy",
}
OUTCOMES = {
    Outcome.NEW: "text taken in",
    Outcome.CHANGED: "text has changed",
    Outcome.UNCHANGED: "as it was",
    Outcome.MOVED: "has another address",
    Outcome.BLOCKED: "the site refuses scripts: save it in a browser and file it",
    Outcome.WITHDRAWN: "withdrawn by its publisher",
    Outcome.GONE: "gone from its address",
    Outcome.FAILED: "could not be fetched",
    Outcome.SUSPICIOUS: "looked wrong; the text stays as it was",
}
LOUD = frozenset({Outcome.BLOCKED, Outcome.GONE, Outcome.FAILED, Outcome.SUSPICIOUS})
_STATES = {
    JobState.RUNNING: "Going on",
    JobState.DONE: "Done",
    JobState.FAILED: "Did not work",
    JobState.STOPPED: "Stopped",
    JobState.DEAD: "Cut off",
}
_CUT_OFF = "The site was stopped or started anew meanwhile. What is listed here was done and is kept. Start it again."


@dataclass(frozen=True)
class RunRow:
    """A source that a run is done with, or is at."""

    source: Link
    words: str
    is_loud: bool
    detail: str


@dataclass(frozen=True)
class JobPart:
    """How a job stands: a sentence, how far it is, its steps, and where it is followed and stopped."""

    id: str
    heading: str
    state: str
    summary: str
    who: str
    began: str
    is_running: bool
    stop_asked: bool
    done: int
    of: int
    busy: tuple[Link, ...]
    rows: tuple[RunRow, ...]
    events: str
    stop: str


@dataclass(frozen=True)
class JobPage:
    """The page of a job; ``on`` leads to where its result is."""

    template: ClassVar[str] = "sources/job.html"
    frame: Frame
    csrf: str
    over: Link
    job: JobPart
    on: tuple[Link, ...]


def job_page(
    frame: Frame, csrf: str, job: BackgroundJob, names: Names, titles: Mapping[str, str], on: tuple[Link, ...]
) -> JobPage:
    """Make the page; ``titles`` are those of the sources that this reader sees."""
    over = Link(titles[job.subject], source_address(job.subject)) if job.subject in titles else _HOME
    return JobPage(frame, csrf, over, job_part(job, names, titles), on)


_HOME = Link("Gather", "/gathering")


def job_part(job: BackgroundJob, names: Names, titles: Mapping[str, str]) -> JobPart:
    """Make what a page shows of a job."""
    done = [step for step in job.steps if step.get("attempt")]
    finished = {step["source"] for step in done}
    begun = dict.fromkeys(step["source"] for step in job.steps if "source" in step)
    return JobPart(
        id=job.id,
        heading=HEADINGS.get(job.kind, job.kind),
        state=_STATES[job.state],
        summary=" ".join(_summary(job)),
        who=names(job.who),
        began=moment(job.began),
        is_running=job.is_running,
        stop_asked=job.stop_asked,
        done=len(done),
        of=next((int(step["of"]) for step in reversed(job.steps) if "of" in step), 0),
        busy=tuple(_link(id, titles) for id in begun if id not in finished) if job.is_running else (),
        rows=tuple(_row(step, titles) for step in reversed(done)),
        events=f"/jobs/{job.id}/events?seen={len(job.steps)}",
        stop=f"/jobs/{job.id}/stop",
    )


def job_line(job: BackgroundJob, names: Names) -> Link:
    """Return a job as a line of a list."""
    words = f"{HEADINGS.get(job.kind, job.kind)}, {moment(job.began)}"
    return Link(words, f"/jobs/{job.id}", f"{names(job.who)}: {_STATES[job.state].lower()}. {' '.join(_summary(job))}")


def _summary(job: BackgroundJob) -> Iterator[str]:
    if job.state is JobState.DEAD:
        yield _CUT_OFF
    if job.why and job.state is JobState.FAILED:
        yield f"{job.why[:1].upper()}{job.why[1:].rstrip('.')}."
    if "attempt" in (job.result or {}):
        attempt = (job.result or {})["attempt"]
        yield f"{OUTCOMES[Outcome(attempt['outcome'])].capitalize()}. {attempt['detail']}"
    for name, words in (("counts", ""), ("proposed", "proposed"), ("known", "known already")):
        value = (job.result or {}).get(name)
        if name == "counts" and value is not None:
            told = (f"{number} {OUTCOMES[Outcome(outcome)].partition(':')[0]}" for outcome, number in value.items())
            yield f"{'; '.join(told) or 'No source was due'}."
        elif value is not None:
            yield f"{value} {words}."
    if left := (job.result or {}).get("left"):
        yield f"{count(len(left), 'source')} not reached: the next run goes on there."
    for problem in (job.result or {}).get("problems", ()):
        yield f"Could not be asked: {problem}."


def _row(step: Mapping[str, Any], titles: Mapping[str, str]) -> RunRow:
    attempt = step["attempt"]
    outcome = Outcome(attempt["outcome"])
    return RunRow(_link(step["source"], titles), OUTCOMES[outcome], outcome in LOUD, attempt["detail"])


def _link(id: str, titles: Mapping[str, str]) -> Link:
    return Link(titles[id], source_address(id)) if id in titles else Link(id, "")
