"""Discovery on GOV.UK: searches of its Search API, and what their results propose."""

from typing import Any
from urllib.parse import urlencode, urljoin

from scraper.extract import Body, Proposal
from scraper.govuk.names import kind_of, publisher_name
from scraper.html.dates import day_of_stamp
from scraper.html.links import joined
from scraper.html.soup import refuse_errors
from scraper.json_values import json_of, listed, text

PATH = "/api/search.json"
QUERIES = (
    "police technology procurement",
    "police digital data systems interoperability",
    "criminal justice digital case file",
    "emergency services network",
    "police national computer law enforcement data service",
    "digital forensics policing",
)
_FIELDS = "title,link,description,public_timestamp,organisations,content_store_document_type"
_TYPES = (
    "independent_report",
    "policy_paper",
    "corporate_report",
    "research",
    "guidance",
    "consultation_outcome",
    "cma_case",
    "correspondence",
    "transparency",
)
_COUNT = "50"


def requests(base: str) -> tuple[str, ...]:
    """Return the addresses of the searches, newest first; unknown parameters would be refused (422)."""
    return tuple(
        urljoin(base, PATH)
        + "?"
        + urlencode(
            [
                ("q", query),
                ("count", _COUNT),
                ("order", "-public_timestamp"),
                ("fields", _FIELDS),
                *(("filter_content_store_document_type[]", kind) for kind in _TYPES),
            ]
        )
        for query in QUERIES
    )


def proposals(body: Body) -> tuple[Proposal, ...]:
    """Read one answer of the Search API; results without title or link are left out."""
    refuse_errors(body)
    found = (_proposal(result, body.address) for result in listed(json_of(body), "results"))
    return tuple(proposal for proposal in found if proposal.title and proposal.address)


def _proposal(result: Any, address: str) -> Proposal:
    link, title = text(result, "link"), " ".join(text(result, "title").split())
    kind = text(result, "content_store_document_type") or text(result, "format")
    at_home = link.startswith("/")
    return Proposal(
        title=title,
        address=joined(address, link) if link else "",
        publishers=tuple(
            dict.fromkeys(name for o in listed(result, "organisations") if (name := publisher_name(text(o, "title"))))
        ),
        published=day_of_stamp(text(result, "public_timestamp")),
        kind=kind_of(kind, title),
        reader="govuk" if at_home else "",
        licence="OGL-UK-3.0" if at_home else "",
        summary=" ".join(text(result, "description").split()),
    )
