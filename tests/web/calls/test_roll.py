import datetime as dt

from bs4 import BeautifulSoup

from kb.domain.account.account import Role
from kb.domain.audience import Audience
from kb.domain.call.call_phase import closes_at
from kb.storage.sent_reminders import Addressee
from made_up import call_now

FORM, ROLL = "/calls/call-now/answer", "/calls/call-now/roll"
MEMBERS = """\
name,email,organisation,kind
Ann Example,ann@example.org,Example Systems Ltd,large supplier
Ben & Co,ben@example.org,Other Ltd,charity
"""


def data(fields):
    found: dict[str, list[str]] = {}
    for name, value in fields:
        found.setdefault(name, []).append(value)
    return found


def send(client, typed, whole, address=FORM):
    review = client.post(address, data=data(typed(client.get(address).text, "review", **whole)))
    assert client.post(address, data=data(typed(review.text, "send"))).status_code == 303


def test_staff_see_who_has_answered_and_can_write_to_the_others(site, typed, whole) -> None:
    folder = site.folder / "var" / "private" / "rolls"
    folder.mkdir(parents=True)
    (folder / "call-now.csv").write_text(MEMBERS)
    send(site.client(), typed, whole)
    staff = site.signed_in(Role.STAFF)
    soup = BeautifulSoup(staff.get(ROLL).text, "html.parser")
    rows = [row.get_text(" ", strip=True) for row in soup.select("tbody tr")]
    assert site.answers[0].id.upper() in rows[0]
    assert "not yet" in rows[1]
    (mailto,) = [link["href"] for link in soup.select("a[href^=mailto]")]
    assert mailto.startswith("mailto:ben@example.org?subject=Closing%20soon")
    assert "Dear%20Ben%20%26%20Co" in mailto
    merged = staff.get(f"{ROLL}.csv")
    assert merged.mimetype == "text/csv"
    assert b"ben@example.org" in merged.data
    assert b"ann@example.org" not in merged.data


def test_the_roll_is_for_staff_only(site) -> None:
    for role in (Role.MEMBER, Role.ANALYST):
        client = site.signed_in(role)
        assert client.get(ROLL).status_code == 403
        assert client.get(f"{ROLL}.csv").status_code == 403
    assert site.client().get(ROLL).status_code in (302, 303)
    assert site.signed_in(Role.STAFF).get("/calls/nothing/roll").status_code == 404


def test_without_a_roll_the_page_says_where_to_put_one(site) -> None:
    page = site.signed_in(Role.STAFF).get(ROLL).text
    assert f"{ROLL}/upload" in page
    assert "the columns name, email, organisation and kind" in page


def test_staff_say_whose_the_answer_of_a_stranger_is(site, typed, whole) -> None:
    send(site.client(), typed, whole)
    staff = site.signed_in(Role.STAFF)
    soup = BeautifulSoup(staff.get(ROLL).text, "html.parser")
    form = soup.select_one("form[action$=admit]")
    token = form.select_one("[name=csrf]")["value"]
    stranger = site.client()
    assert stranger.post(form["action"], data={"csrf": token}).status_code == 403
    assert site.answers[0].audience is Audience.STAFF
    done = staff.post(form["action"], data={"csrf": token})
    assert done.status_code == 303
    assert site.answers[0].audience is Audience.MEMBERS
    assert "can now be seen" in staff.get(done.headers["Location"]).text
    assert not BeautifulSoup(staff.get(ROLL).text, "html.parser").select("form[action$=admit]")


def test_the_desk_says_when_reminders_are_due_and_the_roll_who_got_one(site) -> None:
    folder = site.folder / "var" / "private" / "rolls"
    folder.mkdir(parents=True)
    (folder / "call-now.csv").write_text(MEMBERS)
    staff = site.signed_in(Role.STAFF)
    assert "Remind" not in staff.get("/desk").text  # it closes in three days and an hour
    call = call_now(site.now)
    site.say(closes=call.closes - dt.timedelta(hours=2))
    site.kb.call_lifecycle.status(call.id)  # which looks at the files afresh; the desk would a second later
    desk = BeautifulSoup(staff.get("/desk").text, "html.parser")
    assert "Remind 2 members who have not answered" in desk.text
    assert "nobody reminded yet for this deadline" in desk.text
    assert "Reminders to 2 members are due" in staff.get(ROLL).text
    closes = closes_at(site.kb.call_lifecycle.status(call.id).call)
    table = site.kb.due_reminders._reminded
    table.sent(Addressee(call.id, closes, "Example Systems Ltd", "ann@example.org"), site.now)
    table.begin(Addressee(call.id, closes, "Other Ltd", "ben@example.org"), site.now, site.now)
    rows = [
        row.get_text(" ", strip=True) for row in BeautifulSoup(staff.get(ROLL).text, "html.parser").select("tbody tr")
    ]
    assert "reminded" in rows[0]
    assert "whether it went is not known" in rows[1]
    assert "Remind" not in staff.get("/desk").text
    (folder / "call-now.csv").write_text("nonsense\n1\n")
    assert "Put the roll right" in staff.get("/desk").text
