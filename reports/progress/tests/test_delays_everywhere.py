"""The real strand came late once, by 20 days: each page, list and file says so; nobody is asked why it was early."""

import copy
import csv
import io

import pytest
from django.urls import reverse
from django.utils import translation

from core import clock
from core.periods import Period
from events.events.forms import EventHeldForm
from events.tests.factories import event_of
from partnerships.indicators.selectors import figure_url
from partnerships.milestones.selectors import DEFINITION
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import StrandRoleFactory, UserFactory
from partnerships.tests.pages import text_of
from partnerships.tests.small_pack import REAL
from reports.progress.gaps import gaps_of
from reports.progress.selectors import to_issue
from reports.progress.tests.journey_scene import AS_OF as IN_2017, add, data_of, half_year, pairing_in
from reports.progress.tests.report_scene import draft_report
from reports.tests.real_scope import AS_OF, load_real, scope_of
from reports.tests.told_sections import all_words, cells, compiled, figure_values, rows_of, sheets, told

pytestmark = pytest.mark.django_db
PAIRINGS = ["busan-barcelona", "gwangju-tampere", "seoul-eindhoven", "suwon-scottish-cities-alliance"]
LEFT = "It moved away from the first plan, and no reason was given."


@pytest.fixture(scope="module")
def loaded(module_db):
    """Once for the module, as at the end of the strand."""
    with clock.fixed_at(AS_OF):
        return load_real()


@pytest.fixture
def final(loaded):
    with clock.fixed_at(AS_OF):
        yield copy.deepcopy(loaded)


@pytest.fixture
def staff(final):
    return StrandRoleFactory(strand=final.strand, role="staff", user=UserFactory(language="")).user


def by_hand():
    """The delays as somebody counts them with the pack on the desk: by milestone, plan and day, each once."""
    delays = {}
    with (REAL / "milestones.csv").open(encoding="utf-8-sig") as rows:
        for row in csv.DictReader(rows):
            if row["status"] != "done":
                continue
            planned, came = (
                Period.parse("/".join(filter(None, (row[f"{name}_start"], row[f"{name}_end"]))))
                for name in ("planned", "actual")
            )
            if (came.end or came.start).first_day > planned.last_day:
                delays[row["code"], planned.iso(), came.iso()] = (came.last_day - planned.last_day).days
    return delays


def test_by_hand_one_meeting_planned_for_march_came_on_20_april():
    # March ends with its 31st day.
    assert by_hand() == {("closing-meeting", "2018-03", "2018-04-20"): 20}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_pages_lists_and_files_say_the_one_figure_with_its_definition(client, staff, language):
    (days,) = by_hand().values()
    client.force_login(staff, "django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = language
    with translation.override(language):
        definition = str(DEFINITION)

    def open_page(name, *more, **query):
        page = client.get(reverse(name, args=more), query, HTTP_ACCEPT_LANGUAGE=language)
        assert page.status_code == 200
        return page

    def rows_behind(url):
        return client.get(url, HTTP_ACCEPT_LANGUAGE=language).context["page"].object_list

    code = "eu-korea-2017"
    # The strand's page.
    figures = open_page("partnerships:strand", code).context["figures"]
    (figure,) = [one for one in figures if "days-of-delay" in one["url"]]
    assert figure["value"] == {"en": "20 days", "ko": "20일"}[language]
    assert [row.late_by.days for row in rows_behind(figure["url"])] == [days]
    # The table of dates, in each pairing.
    dates = open_page("partnerships:timeline", code, format="csv").getvalue().decode("utf-8-sig")
    later = {"en": "20 days later", "ko": "20일 연기"}[language]
    assert len([row for row in csv.reader(io.StringIO(dates)) if later in row]) == len(PAIRINGS)
    # The dashboards: one delay, so that average and longest are the same days.
    page = open_page("reports:dashboard", code)
    whole = page.context["whole"]
    assert [whole[name] for name in ("total", "average", "worst")] == [str(days)] * 3
    assert whole["late"][0] == 1
    assert [row.late_by.days for row in rows_behind(whole["late"][1])] == [days]
    assert definition in text_of(page)
    page = open_page("reports:programme-dashboard")
    (line,) = page.context["lines"]
    assert [line[name] for name in ("total", "average", "worst")] == [str(days)] * 3
    assert line["delayed"][0] == 1
    assert definition in text_of(page)
    # The indicators, of the strand and of each pairing, and the rows behind them.
    page = open_page("partnerships:indicator-list", code)
    assert definition in text_of(page)
    scopes = [open_page("partnerships:pairing-indicators", code, pairing) for pairing in PAIRINGS]
    for one in (page, *scopes):
        (line,) = [line for line, _beside, _readable in one.context["counts"] if line.slug == "days-of-delay"]
        assert line.now == days
        url = figure_url("figure-rows", one.context["strand"], line.slug, pairing=one.context["pairing"])
        assert f'href="{url}"' in one.text
        assert [behind.late_by.days for behind in rows_behind(url)] == [days]
    page = open_page("partnerships:figure-rows", code, "days-of-delay")
    assert definition in text_of(page)
    file = open_page("partnerships:figure-rows", code, "days-of-delay", format="csv").getvalue().decode("utf-8-sig")
    (_head, *listed) = csv.reader(io.StringIO(file))
    assert [row[-1] for row in listed] == [str(days)]


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("pairing", ["", *PAIRINGS])
def test_the_report_and_its_sheets_say_the_one_figure_with_its_definition(final, pairing, language):
    (days,) = by_hand().values()
    scope = scope_of(final, pairing)
    data = compiled("journey", scope)
    (figure,) = [one for one in data["figures"] if one["key"] == "days-of-delay"]
    assert (figure["value"], [row["amount"] for row in figure["rows"]]) == (days, [days])
    lines = compiled("indicators", scope)["lines"]
    assert {line["now"] for line in lines if line["slug"] == "days-of-delay"} == {days}
    blocks = told("journey", data, language)
    with translation.override(language):
        definition, everywhere = str(DEFINITION), translation.gettext("All pairings")
    assert definition in all_words(blocks)
    if not pairing:
        assert next(row for row in rows_of(blocks) if row[0] == everywhere and len(row) > 1)[-1] == str(days)
        assert {row["days_of_delay"] for row in data["pairings"]} == {days}
    head = {"en": "Days of delay", "ko": "지연 일수"}[language]
    sheet = sheets("journey", data, language)["milestones"]
    told_days = [cells(sheet, at)[head] for at in range(len(sheet.rows))]
    assert [number for number in told_days if number] == [days] * len(scope.pairings)


def test_one_milestone_of_the_real_strand_left_its_baseline_and_not_seven(final, staff):
    data = compiled("journey", scope_of(final))
    assert figure_values(data)["milestones-deviating"] == 1
    assert "One milestone left its baseline. No reason is on record." in all_words(told("journey", data))
    # What was on two of three planned days, or on the second of two, says so and is asked nothing.
    shorter = [row for row in rows_of(told("journey", data)) if any("instead of" in cell for cell in row)]
    assert len(shorter) == 3
    assert not any("no reason" in cell for row in shorter for cell in row)
    report = draft_report(by=staff, grants=read_grants(staff), period=final)
    gaps = [gap for gap in gaps_of(report, to_issue(report, AS_OF)) if gap.words == LEFT]
    # The closing as a milestone, once for four pairings, and the events that came later than planned.
    assert [(gap.about, gap.within) for gap in gaps] == [
        ("Closing meeting with the results of every pairing", ""),
        ("Suwon delegation in Scotland", ""),
        ("Third working meeting in Korea", ""),
        ("Closing meeting of World Cities Korea", ""),
    ]


def test_who_finishes_before_the_plan_is_asked_for_no_reason():
    period = half_year()
    pairing = pairing_in(period)
    for title, actual in (("Sooner", "2017-03-20"), ("Shorter", "2017-05-01/2017-05-02")):
        add(pairing, title, baseline="2017-05-01/2017-05-03", actual=actual, status="done")
    add(pairing, "Brought forward", baseline="2018-03", forecast="2018-01-20")
    event = event_of(pairing, status="held", baseline=Period.parse("2017-05-03"), actual=Period.parse("2017-05-02"))
    data = data_of(period, pairing.code)
    words = all_words(told("journey", data))
    assert figure_values(data)["milestones-deviating"] == figure_values(data)["days-of-delay"] == 0
    assert "No milestone is known to have left its baseline." in words
    assert "no reason" not in words
    events = compiled("events", scope_of(period, as_of=IN_2017))
    (row,) = [row for row in rows_of(told("events", events)) if row[0] == event.title_en and "1 day earlier" in row]
    assert not any("no reason" in cell for cell in row)
    with clock.fixed_at(IN_2017):
        user = StrandRoleFactory(strand=period.strand, role="staff").user
        report = draft_report(by=user, grants=read_grants(user), period=period)
        assert LEFT not in {gap.words for gap in gaps_of(report, to_issue(report, IN_2017))}
        field = EventHeldForm(record=event, parts=[]).fields["reason"]
    assert (field.required, field.label) == (False, "Why it is later than planned")
