"""What is commented on, and told of in notices: priorities and entries, by their paths."""

from kb.content.visibility import VisibleCatalogue
from kb.domain.editorial.question import Advice, Question
from kb.domain.evidence.annotation import Annotation


def subject_of(entry: Annotation | Question | Advice) -> str:
    """Return the path of an entry."""
    folders = {Annotation: "annotations", Question: "questions", Advice: "advice"}
    return f"{folders[type(entry)]}/{entry.id}"


def title_of(subject: str, visible: VisibleCatalogue) -> str | None:
    """Return the title of a thing; nothing where it is not there to be seen, or is none of these."""
    kind, _, id = subject.partition("/")
    if kind == "annotations":
        entry = visible.annotations.get(id)
        source = visible.sources.get(entry.source) if entry else None
        return f"Entry on {source.heading if source else entry.source}" if entry else None
    if kind == "questions":
        question = visible.questions.get(id)
        return question.text if question else None
    if kind == "advice":
        advice = visible.advice.get(id)
        return advice.title if advice else None
    priority = visible.priorities.get(id) if kind == "priorities" else None
    return priority.title if priority else None
