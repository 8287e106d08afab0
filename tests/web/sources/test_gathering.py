"""Gathering from the browser: runs that outlive their request, the queue to file by hand, and proposals."""

import datetime as dt
import time

from kb.content.codec import dump
from kb.domain.audience import Audience
from kb.domain.job import JobState
from kb.domain.source.capture import Attempt, Outcome
from kb.storage.audit.audit_log import AuditLog
from kb.storage.capture_log import CaptureLog
from kb.storage.job_log import JobLog
from people import BASE, Person, Site
from web_server import Web

AT = dt.datetime(2026, 11, 14, 10, 32, tzinfo=dt.UTC)


def test_sources_that_are_ticked_or_due_are_fetched_with_a_log(
    site: Site, staff: Person, web: Web, make_source, make_page, press, ended
) -> None:
    for name in ("one", "two", "three"):
        site.put(make_source(name, web.says(f"/{name}", make_page(f"The {name} report"))))
    site.put(make_source("refused", web.says("/refused", "no", status=403)))
    found = staff.get("/gathering")
    assert "4 sources were not tried in the last 7 days." in found.text
    assert [box["value"] for box in found.select("input[name=sources]")] == ["one", "refused", "three", "two"]
    at = press(staff, "/gathering", "/gathering/fetch", "chosen", sources=["one", "two"])
    log = ended(site, staff, at)
    assert "Done. 2 text taken in." in log.find(role="status").text
    assert sorted(li.text.strip() for li in log.select("ul.entries > li")) == [
        "The one report: text taken in",
        "The two report: text taken in",
    ]
    assert staff.get("/sources/one").find(id="para-3")
    log = ended(site, staff, press(staff, "/gathering", "/gathering/fetch", "due"))
    assert "1 text taken in; 1 the site refuses scripts" in log.text
    found = staff.get("/gathering")
    assert "Every source with an address was tried" in found.text
    runs = [li.text for li in found.find(id="runs").parent.select("li")]
    assert len(runs) == 2
    assert all("Fetch sources" in run and "done" in run for run in runs)
    acts = {(act.what, act.file) for act in AuditLog(site.kb.settings.home).acts()}
    assert {("fetch a source", f"sources/{id}.md") for id in ("one", "two", "three", "refused")} <= acts
    # what scripts cannot get waits to be filed by hand, with the address to open
    queue = found.find(id="by-hand").parent
    row = next(li for li in queue.select("li") if "refused" in li.text)
    assert "Its site refuses scripts." in row.text
    assert row.find("a", rel="external")["href"] == f"{web.host}/refused"
    assert row.find("form", action="/sources/refused/file")


def test_long_lists_come_in_pages(site: Site, staff: Person, make_source) -> None:
    log = CaptureLog(site.kb.settings.home)
    for number in range(105):
        id = f"many-{number:03}"
        site.put(make_source(id, f"https://example.org/{id}"))
        log.append(Attempt(id, f"https://example.org/{id}", AT, Outcome.BLOCKED, "a challenge page", 403))
    first = staff.get("/gathering?show=all")
    assert len(first.select("input[name=sources]")) == 100
    fetch, hand = (nav.find("a", rel="next")["href"] for nav in first.select("nav.pager"))
    second = staff.get(fetch)
    ticked = [box["value"] for page in (first, second) for box in page.select("input[name=sources]")]
    assert len(ticked) == len(set(ticked)) == 105
    queue = [form["action"] for path in ("/gathering", hand) for form in staff.get(path).select("form.inline-file")]
    assert len({one for one in queue if "/many-" in one}) == 105
    beyond = staff.get("/gathering?show=all&page=99&by-hand=99")
    assert len(beyond.select("input[name=sources]")) == 5


def test_a_source_is_fetched_from_its_page(
    site: Site, staff: Person, web: Web, make_source, make_page, press, ended
) -> None:
    site.put(make_source("one", web.says("/one", make_page("The one report"))))
    at = press(staff, "/sources/one", "/gathering/fetch", "chosen")
    assert "1 text taken in" in ended(site, staff, at).text
    assert site.person("analyst").get("/sources/one").find("form", action="/gathering/fetch") is None
    assert staff.get("/sources/plain").find("form", action="/gathering/fetch") is None  # it has no address


def test_one_run_at_a_time_and_it_can_be_stopped(
    site: Site, staff: Person, web: Web, make_source, make_page, press, ended
) -> None:
    for n in range(4):
        site.put(make_source(f"slow-{n}", web.says(f"/slow-{n}", make_page(f"The slow-{n} report"), wait=1.5)))
    at = press(staff, "/gathering", "/gathering/fetch", "due")
    running = staff.get(at)
    assert "Going on" in running.find(role="status").text
    assert running.find("noscript").find("meta", attrs={"http-equiv": "refresh"})
    assert running.find(id="job")["data-follow"].startswith(f"{at}/events")
    token = running.find("input", attrs={"name": "csrf"})["value"]
    second = staff.client.post("/gathering/fetch", base_url=BASE, data={"csrf": token, "do": "due"})
    assert second.headers["Location"] == f"{at}?busy=yes"
    assert staff.get("/gathering").find("button", value="due") is None
    bea = site.person("bea")
    while not site.kb.jobs.job(at.removeprefix("/jobs/")).steps:
        time.sleep(0.05)
    press(bea, at, f"{at}/stop")
    log = ended(site, staff, at)
    assert "Stopped." in log.find(role="status").text
    assert "not reached: the next run goes on there" in log.text
    again = press(staff, "/gathering", "/gathering/fetch", "due")
    assert "Done" in ended(site, staff, again).find(role="status").text
    assert all(web.paths.count(f"/slow-{n}") == 1 for n in range(4))  # none twice


def test_steps_are_told_as_they_come(site: Site, staff: Person, web: Web, make_source, make_page, press) -> None:
    site.put(make_source("one", web.says("/one", make_page("The one report"), wait=0.5)))
    at = press(staff, "/gathering", "/gathering/fetch", "due")
    told = staff.client.get(f"{at}/events", base_url=BASE)
    assert told.mimetype == "text/event-stream"
    assert "event: step\ndata: 1\n" in told.text
    assert told.text.endswith("event: end\ndata: done\n\n")
    assert site.person("analyst").client.get(f"{at}/events", base_url=BASE).status_code == 404


def test_no_more_pages_are_told_of_steps_than_leave_threads_for_others(
    site: Site, staff: Person, web: Web, make_source, make_page, press
) -> None:
    site.put(make_source("one", web.says("/one", make_page("The one report"), wait=1)))
    at = press(staff, "/gathering", "/gathering/fetch", "due")
    open_ones = [staff.client.get(f"{at}/events", base_url=BASE) for _ in range(3)]
    assert [one.status_code for one in open_ones] == [200, 200, 204]
    for one in open_ones:
        one.close()
    site.kb.jobs.wait(at.rpartition("/")[2], 60)
    assert staff.client.get(f"{at}/events", base_url=BASE).status_code == 200


def test_a_run_that_was_cut_off_is_told_as_that(site: Site, staff: Person) -> None:
    began = dt.datetime.now(dt.UTC)
    values = {"began": began.isoformat(), "kind": "fetch", "subject": "", "who": "somebody", "facts": {}}
    step = {"source": "plain", "of": 2, "attempt": None}
    with JobLog(site.folder / "var").begin("20260101t000000-dead", values, "fetch") as writer:
        writer.write({"step": step})
        assert site.kb.jobs.job("20260101t000000-dead").is_running
        assert "A run is going on" in staff.get("/gathering").text
    assert site.kb.jobs.job("20260101t000000-dead").state is JobState.DEAD
    log = staff.get("/jobs/20260101t000000-dead")
    assert "Cut off. The site was stopped or started anew meanwhile." in log.find(role="status").text
    found = staff.get("/gathering")
    assert "A run is going on" not in found.text
    assert found.find(id="runs").parent.select("li")
    staff.get("/jobs/20260101t000000-none", 404)
    staff.get("/jobs/..%2Flog", 404)


def test_proposals_are_accepted_and_turned_down_with_why_each_fits(
    site: Site, staff: Person, make_source, press
) -> None:
    folder = site.folder / "var" / "proposals"
    folder.mkdir()
    for name in ("first", "second"):
        why = "Proposed by discovery by nao. It fits “Buy together” (radios, link)."
        (folder / f"{name}.md").write_text(dump(make_source(name, f"https://www.nao.org.uk/{name}/", notes=why)))
    found = staff.get("/gathering").find(id="proposals").parent
    assert "It fits “Buy together” (radios, link)." in found.text
    assert press(staff, "/gathering", "/gathering/proposals/first", "accept") == "/sources/first?done=accepted"
    assert site.catalogue.sources["first"].notes == ""
    press(staff, "/gathering", "/gathering/proposals/second", "decline")
    assert "second" not in site.catalogue.sources
    assert "No proposal waits" in staff.get("/gathering").text
    assert {"accept a proposal", "turn a proposal down"} <= {act.what for act in AuditLog(site.kb.settings.home).acts()}


def test_gathering_is_for_staff_and_hidden_sources_stay_hidden(site: Site, make_source) -> None:
    site.put(make_source("hidden", "https://example.org/h", audience=Audience.STAFF))
    log = CaptureLog(site.folder / "var")
    log.append(Attempt("hidden", "https://example.org/h", dt.datetime.now(dt.UTC), Outcome.BLOCKED))
    for name in ("member", "analyst"):
        site.person(name).get("/gathering", 403)
    assert site.person("").client.get("/gathering", base_url=BASE).status_code == 303
    assert "The hidden report" in site.person("bea").get("/gathering").text


def test_nothing_ticked_is_told(staff: Person) -> None:
    form = staff.get("/gathering?show=all").find("form", action="/gathering/discover")
    token = form.find("input")["value"]
    sent = staff.client.post("/gathering/fetch", base_url=BASE, data={"csrf": token, "do": "chosen"})
    assert sent.status_code == 422
    assert "Choose a source, or several." in sent.text
