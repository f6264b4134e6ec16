"""The acts on indicators, targets and values as a browser sends them."""

import pytest
from django.urls import reverse

from core import clock
from partnerships.models import Indicator, Measurement, Target
from partnerships.tests.factories_together import DocumentFactory, IndicatorFactory, MeasurementFactory, TargetFactory
from partnerships.tests.pages import fields, messages_of, text_of

pytestmark = pytest.mark.django_db
VALUE = {"value": "1,200.5", "on": "2026-06-30", "source": "Course lists"}


@pytest.fixture
def indicator(sides):
    return IndicatorFactory(programme=sides.pairing.strand.programme_record, code="trained", name_en="People trained")


def address(sides, name, *more, whole=True):
    path = reverse(f"partnerships:{name}", args=[sides.pairing.strand.code, *more])
    return path if whole else f"{path}?pairing={sides.pairing.code}"


def send(client, sides, role, path, **values):
    """Open the form and send it, as a person does; gives the answer to the second."""
    client.force_login(sides.people[role])
    form = client.get(path)
    assert form.status_code == 200
    return client.post(path, {**fields(form), **values}, follow=True)


def test_staff_add_edit_end_and_resume_an_indicator(client, sides):
    given = {"name_en": "People trained", "unit_en": "people", "direction": "up", "level": "output"}
    answer = send(client, sides, "staff", address(sides, "indicator-add"), **given)
    assert "Not reported yet" in text_of(answer)
    row = Indicator.objects.get()
    edit = address(sides, "indicator-edit", row.code)
    answer = send(client, sides, "staff", edit, **given | {"definition_ko": "교육을 마친 공무원"})
    assert messages_of(answer) == ["Saved."]
    assert "교육을 마친 공무원" in text_of(answer)
    answer = send(client, sides, "staff", address(sides, "indicator-end", row.code), reason="Nobody counts it.")
    assert "No longer measured since" in text_of(answer)
    assert "Add a value" not in text_of(answer)
    resume = address(sides, "indicator-resume", row.code)
    assert "Values can be added to it again" in text_of(client.get(resume))
    answer = send(client, sides, "staff", resume)
    assert "Add a value" in text_of(answer)
    history = reverse("partnerships:record-history", args=[sides.pairing.strand.code, "indicator", row.pk])
    text = text_of(client.get(history))
    assert "The indicator is no longer measured" in text
    assert "Nobody counts it." in text
    # The text of an older version comes back through the same service.
    restore = reverse("partnerships:record-restore", args=[sides.pairing.strand.code, "indicator", row.pk, 1])
    answer = send(client, sides, "staff", restore)
    row.refresh_from_db()
    assert row.definition_ko == ""


def test_an_edit_of_what_another_changed_is_refused_and_kept(client, sides, indicator):
    path = address(sides, "indicator-edit", "trained")
    client.force_login(sides.people["staff"])
    hidden = fields(client.get(path))
    indicator.unit_en = "persons"
    indicator.save(by=sides.people["administrator"])
    values = {"name_en": "Officials trained", "unit_en": "people", "direction": "up", "level": "output"}
    answer = client.post(path, {**hidden, **values})
    assert answer.status_code == 409
    assert "Officials trained" in answer.content.decode()
    assert "Changed meanwhile by" in text_of(answer)
    indicator.refresh_from_db()
    assert indicator.name_en == "People trained"


def test_a_value_is_added_from_the_pairing_with_a_document(client, sides, indicator):
    document = DocumentFactory(pairing=sides.pairing, title="Attendance lists")
    DocumentFactory(pairing=sides.pairing, title="Barcelona's own", audience="own-side")
    path = address(sides, "measurement-add", "trained", whole=False)
    client.force_login(sides.people["eu"])
    assert "Barcelona's own" not in text_of(client.get(path))
    answer = send(client, sides, "eu", path, **VALUE, document=document.pk)
    row = Measurement.objects.get()
    assert (str(row.value), row.pairing, row.document) == ("1200.50", sides.pairing, document)
    assert "1,200.5" in text_of(answer)
    assert f"pairing={sides.pairing.code}" in answer.redirect_chain[-1][0]


def test_the_history_names_a_value_in_the_readers_language_and_leads_to_it(client, sides, indicator):
    """The log keeps the name that the writer read, in the writer's language."""
    send(client, sides, "eu", address(sides, "measurement-add", "trained", whole=False), **VALUE)
    indicator.name_ko = "교육 인원"
    indicator.save(by=None)
    sides.people["counterpart"].language = "ko"
    sides.people["counterpart"].save()
    client.force_login(sides.people["counterpart"])
    place = [sides.pairing.strand.code, sides.pairing.code]
    (entry,) = client.get(reverse("partnerships:pairing-history", args=place)).context["entries"]
    assert entry.name == "교육 인원, 2026. 6. 30.(화)"
    assert entry.url == reverse("partnerships:pairing-indicators", args=place)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1.200,5", "cannot be read as a number"),
        ("1,5", "cannot be read as a number"),
        ("about 12", "cannot be read as a number"),
        ("십이", "cannot be read as a number"),
        ("1e5", "cannot be read as a number"),
        ("", "Write the value."),
        ("-5", "not negative"),
        ("1.234", "two decimals"),
        ("1.200", "two decimals"),
        ("9" * 14, "too large"),
    ],
)
def test_what_is_no_number_is_refused_in_words_and_kept(client, sides, indicator, typed, said):
    path = address(sides, "measurement-add", "trained", whole=False)
    answer = send(client, sides, "counterpart", path, **VALUE | {"value": typed})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert f'value="{typed}"' in answer.content.decode() or not typed
    assert "Course lists" in answer.content.decode()
    assert not Measurement.objects.exists()


@pytest.mark.parametrize("typed", ["1200.5", "1,200.5", "1 200.5", "１２００.５"])
def test_the_ways_to_write_a_number(client, sides, indicator, typed):
    send(client, sides, "staff", address(sides, "measurement-add", "trained"), **VALUE | {"value": typed})
    assert str(Measurement.objects.get().value) == "1200.50"


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"on": "2199-01-01"}, "still to come"),
        ({"on": "yesterday"}, "“yesterday” is not a date."),
        ({"source": " "}, "Enter the source of the value."),
        ({"document": "999999"}, "Select a valid choice"),
    ],
)
def test_a_value_needs_a_day_that_is_over_and_a_source(client, sides, indicator, values, said):
    path = address(sides, "measurement-add", "trained", whole=False)
    answer = send(client, sides, "eu", path, **VALUE | values)
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_a_value_is_withdrawn_and_another_click_finds_it_done(client, sides, indicator):
    row = MeasurementFactory(strand=sides.pairing.strand, pairing=sides.pairing, indicator=indicator)
    path = address(sides, "measurement-withdraw", "trained", row.pk)
    client.force_login(sides.people["eu"])
    page = client.get(path)
    assert f"People trained ({indicator.unit}): " in text_of(page)
    hidden = fields(page)
    assert client.post(path, {**hidden, "reason": ""}).status_code == 422
    answer = client.post(path, {**hidden, "reason": "Counted twice."}, follow=True)
    assert "Counted twice." in text_of(answer)
    answer = client.post(path, {**hidden, "reason": "Indeed."}, follow=True)
    assert messages_of(answer) == ["This value is withdrawn already."]
    other = IndicatorFactory(programme=indicator.programme)
    assert client.get(address(sides, "measurement-withdraw", other.code, row.pk)).status_code == 404


@pytest.mark.parametrize("figure", ["contacts", "trained"])
def test_a_target_is_set_from_the_table(client, sides, indicator, figure):
    path = address(sides, "target-set", figure, whole=False)
    answer = send(client, sides, "counterpart", path, baseline="2", target="1,000", due_on="2027-06-01")
    assert messages_of(answer) == ["Saved."]
    row = Target.objects.get()
    assert "1,000" in text_of(answer)
    history = reverse("partnerships:record-history", args=[sides.pairing.strand.code, "target", row.pk])
    assert "Set baseline and target" in text_of(client.get(history))
    answer = send(client, sides, "counterpart", path, baseline="2", target="1", due_on="")
    assert answer.status_code == 422
    assert "More is better here" in text_of(answer)
    assert client.get(address(sides, "target-set", "nonsense", whole=False)).status_code == 404


def test_two_who_set_one_target_at_once(client, sides):
    path = address(sides, "target-set", "contacts", whole=False)
    client.force_login(sides.people["eu"])
    hidden = fields(client.get(path))
    row = TargetFactory(strand=sides.pairing.strand, pairing=sides.pairing, target=12)
    answer = client.post(path, {**hidden, "target": "15"})
    assert answer.status_code == 422
    assert "The form is incomplete. Nothing was saved; open it again." in text_of(answer)
    assert 'value="15"' in answer.content.decode()
    hidden = fields(client.get(path))
    row.target = 20
    row.save(by=None)
    answer = client.post(path, {**hidden, "target": "15"})
    assert answer.status_code == 409
    row.refresh_from_db()
    assert row.target == 20


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("role", "whole", "status"),
    [("eu", True, 403), ("observer", False, 403), ("authority", False, 403), ("neighbour", False, 403)],
)
def test_who_may_not_measure_is_refused(client, sides, indicator, role, whole, status):
    client.force_login(sides.people[role])
    for path in (
        address(sides, "target-set", "contacts", whole=whole),
        address(sides, "measurement-add", "trained", whole=whole),
    ):
        assert client.get(path).status_code == status
        assert client.post(path, VALUE).status_code == status


@pytest.mark.one_database
def test_a_closed_pairing_takes_no_values(client, sides, indicator):
    sides.pairing.status = "closed"
    sides.pairing.closed_on = clock.today()
    sides.pairing.save(by=None)
    answer = send(client, sides, "eu", address(sides, "measurement-add", "trained", whole=False), **VALUE)
    assert answer.status_code == 422
    assert "The pairing is closed." in text_of(answer)
