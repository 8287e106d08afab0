import json

from scraper.extract import Body
from scraper.parliament.debates import Debates
from scraper.parliament.written_questions import WrittenQuestions

ID = "0AAAAAAA-1111-2222-3333-444444444444"


def body(value: object) -> Body:
    return Body("https://api.test", "application/json", json.dumps(value).encode())


def test_a_page_of_a_debate_is_read_by_the_api() -> None:
    page = f"https://hansard.parliament.uk/commons/2016-07-19/debates/{ID}/LanternsOfThePolice"
    assert Debates().recognises(page)
    assert Debates().entry(page) == f"https://hansard-api.parliament.uk/debates/debate/{ID}.json"
    assert not Debates().recognises("https://hansard.parliament.uk/search?x=debates")


def test_debates_are_proposed_at_their_pages() -> None:
    result = {
        "Title": "Lanterns of the Police",
        "SittingDate": "2016-07-19T00:00:00",
        "House": "Commons",
        "DebateSection": "Commons Chamber",
        "DebateSectionExtId": ID,
    }
    (proposal,) = Debates().proposals(body({"Results": [result, {"Title": "Without an id"}, None]}))
    assert proposal.address == f"https://hansard.parliament.uk/commons/2016-07-19/debates/{ID}/LanternsOfThePolice"
    assert Debates().recognises(proposal.address)
    assert str(proposal.published) == "2016-07-19"
    assert all(address.startswith("https://hansard-api.parliament.uk/") for address in Debates().discovery_requests())


def test_written_questions_are_proposed_at_their_pages() -> None:
    value = {
        "heading": "Police: Lanterns",
        "uin": "99001",
        "house": "Commons",
        "dateTabled": "2016-09-12T00:00:00",
        "dateAnswered": "2016-09-20T00:00:00",
        "answeringBodyName": "Home Office",
        "questionText": "How many?",
    }
    (proposal,) = WrittenQuestions().proposals(body({"results": [{"value": value}, {"value": None}]}))
    assert proposal.address == "https://questions-statements.parliament.uk/written-questions/detail/2016-09-12/99001"
    assert (proposal.title, proposal.publishers) == ("Police: Lanterns (written question 99001)", ("Home Office",))
    assert WrittenQuestions().entry(proposal.address).endswith("/api/writtenquestions/questions/2016-09-12/99001")
