"""The administration edits by the action of the portal's pages: same form, same lock, same refusals, same log."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.access import Grants
from core.admin.lists import ReadOnlyAdmin
from core.errors import DomainError
from core.models import AuditEntry
from events.tests.factories import (
    AgendaItemFactory,
    AgendaReleaseFactory,
    DelegateFactory,
    DelegationFactory,
    EventFactory,
    HeadCountFactory,
    InvitationLetterFactory,
    MinutesFactory,
    MinutesObjectionFactory,
    QuotaFactory,
    TripPaperFactory,
    VisitNoteFactory,
)
from partnerships.agreements.actions import EditAgreement
from partnerships.models import Agreement, FollowUp
from partnerships.projects.actions import EditProject
from partnerships.tests.factories import (
    DeputyFactory,
    FollowUpFactory,
    MembershipFactory,
    MilestoneFactory,
    PlanItemFactory,
    StageFactory,
    ThemeFactory,
)
from partnerships.tests.factories_together import (
    AgreementFactory,
    ClosingDayFactory,
    CommentFactory,
    ContactFactory,
    DocumentFactory,
    GoodPracticeFactory,
    IndicatorFactory,
    InterestFactory,
    LevelChangeFactory,
    MeasurementFactory,
    PracticeQuestionFactory,
    ProjectFactory,
    ProjectResultFactory,
    TargetFactory,
)
from partnerships.tests.test_admin_saving import administrator, change_url, errors, filled, post  # noqa: F401
from reports.tests.factories import PublicityItemFactory, ReportingPeriodFactory, ReportingTermsFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("administrator")]

EDITED = {
    HeadCountFactory: ("whom_en", "head-count-edit"),
    IndicatorFactory: ("name_en", "indicator-edit"),
    MilestoneFactory: ("title_en", "milestone-edit"),
    PlanItemFactory: ("title_en", "record-changed"),
    PublicityItemFactory: ("outlet", "publicity-edit"),
    ReportingPeriodFactory: ("name_en", "period-edit"),
    ReportingTermsFactory: ("contract_number", "terms-edit"),
    StageFactory: ("name_en", "record-changed"),
    AgendaItemFactory: ("title_en", "agenda-item-edit"),
    DelegateFactory: ("function", "delegate-edit"),
    AgreementFactory: ("title_en", "agreement-edit"),
    ContactFactory: ("what_en", "contact-edit"),
    EventFactory: ("title_en", "event-edit"),
    FollowUpFactory: ("what_en", "follow-up-edit"),
    GoodPracticeFactory: ("title_en", "practice-edit"),
    InterestFactory: ("note_en", "interest-edit"),
    ProjectFactory: ("title_en", "project-edit"),
    ProjectResultFactory: ("evidence", "result-edit"),
    VisitNoteFactory: ("what_en", "visit-note-edit"),
}
READ = (
    AgendaReleaseFactory,
    ClosingDayFactory,
    CommentFactory,
    DelegationFactory,
    DeputyFactory,
    DocumentFactory,
    InvitationLetterFactory,
    LevelChangeFactory,
    MeasurementFactory,
    MinutesFactory,
    MinutesObjectionFactory,
    PracticeQuestionFactory,
    QuotaFactory,
    TargetFactory,
    TripPaperFactory,
)


@pytest.mark.parametrize("factory", EDITED)
def test_a_record_is_changed_by_its_edit_action_or_not_at_all(client, factory):
    field, key = EDITED[factory]
    row = factory()
    page = client.get(change_url(row))
    data = filled(page) | {"reason": "It was wrong."}
    post(client, row, data)
    assert not AuditEntry.objects.filter(action=key).exists()
    post(client, row, data | {field: "Put right"})
    row.refresh_from_db()
    assert (getattr(row, field), row.version) == ("Put right", 2)
    assert AuditEntry.objects.filter(action=key).count() == 1
    late = client.post(change_url(row), data | {field: "Too late"})
    assert late.status_code == 200
    assert "changed" in errors(late).lower()
    assert "Too late" in late.text
    row.refresh_from_db()
    assert getattr(row, field) == "Put right"


def test_who_came_is_said_of_a_delegation_once_its_event_has_begun(client):
    delegate = DelegateFactory()
    row = delegate.delegation
    assert 'name="came_' not in client.get(change_url(row)).text
    type(row.event).objects.filter(pk=row.event_id).update(status="held")
    data = filled(client.get(change_url(row)))
    post(client, row, data | {f"came_{delegate.number}": "yes"})
    delegate.refresh_from_db()
    assert delegate.attended is True
    assert AuditEntry.objects.filter(action="attendance-recorded").count() == 1


def test_what_the_action_refuses_stands_beside_its_field(client):
    row = AgreementFactory(status="discussed")
    page = client.post(change_url(row), filled(client.get(change_url(row))) | {"source": "not an address"})
    assert page.status_code == 200
    assert page.context["adminform"].form.errors["source"]
    assert Agreement.objects.get(pk=row.pk).source != "not an address"


def test_a_record_of_a_closed_pairing_is_read_alone(client):
    row = FollowUpFactory(pairing__status="closed")
    page = client.get(change_url(row))
    assert page.status_code == 200
    assert 'name="what_en"' not in page.text
    assert client.post(change_url(row), {"what_en": "Put right"}).status_code == 403
    assert FollowUp.objects.get(pk=row.pk).what_en != "Put right"


@pytest.mark.parametrize(
    ("factory", "changed", "before"),
    [
        (HeadCountFactory, {"whom_en": "Guests", "side": "counterpart"}, {"whom_en": "Visitors", "side": "eu"}),
        (ReportingTermsFactory, {"contract_number": "2027/2"}, {"contract_number": "2026/1"}),
    ],
)
def test_what_stood_before_is_read_in_the_history(client, factory, changed, before):
    row = factory(**before)
    post(client, row, filled(client.get(change_url(row))) | changed)
    history = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_history", args=[row.pk])
    assert f'href="{history}"' in client.get(change_url(row)).text
    page = client.get(history).text
    for old, new in zip(before.values(), changed.values(), strict=True):
        shown = [row.event.strand.side_name(side) if side in ("eu", "counterpart") else side for side in (old, new)]
        assert " → ".join(shown) in page


def test_what_has_no_add_on_the_first_page_is_added_on_the_portals_pages(client):
    page = " ".join(client.get(reverse("admin:index")).text.split())
    assert "What has no “Add” here is added on the portal's pages." in page
    assert reverse("admin:partnerships_city_add") in page
    assert reverse("admin:partnerships_milestone_add") not in page


def test_nothing_is_added_here(client):
    assert client.get(reverse("admin:partnerships_agreement_add")).status_code == 403


def test_the_form_is_made_once(client, monkeypatch):
    made = []
    asks = EditAgreement.get_form_kwargs
    monkeypatch.setattr(EditAgreement, "get_form_kwargs", lambda self: made.append(self) or asks(self))
    client.get(change_url(AgreementFactory()))
    assert len(made) == 1


def test_a_refusal_in_the_last_moment_stands_in_the_form(client, monkeypatch):
    row = AgreementFactory()
    data = filled(client.get(change_url(row))) | {"title_en": "Put right"}

    def late(self, **given):
        raise DomainError("Somebody was faster.", field="title_en")

    monkeypatch.setattr(EditAgreement, "perform", late)
    page = client.post(change_url(row), data)
    assert page.status_code == 200
    assert page.context["adminform"].form.errors["title_en"] == ["Somebody was faster."]
    assert "Put right" in page.text
    row.refresh_from_db()
    assert row.version == 1


@pytest.mark.one_database
@pytest.mark.parametrize("factory", [*EDITED, *READ])
def test_a_list_that_follows_from_the_fields_costs_the_same_for_many_rows(client, factory):
    model = factory._meta.model
    assert isinstance(admin.site._registry[model], ReadOnlyAdmin)
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    costs = []
    for number in (1, 4):
        factory.create_batch(number)
        client.get(address)
        with CaptureQueriesContext(connection) as spent:
            page = client.get(address)
        assert page.status_code == 200
        costs.append(len(spent))
    assert client.get(address, {"q": "nowhere at all"}).status_code == 200
    assert costs[0] == costs[1]


def found(client, model, **asked):
    page = client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"), asked)
    return list(page.context["cl"].result_list)


@pytest.mark.one_database
@pytest.mark.parametrize(
    "factory", [AgreementFactory, ContactFactory, DocumentFactory, EventFactory, FollowUpFactory, ProjectFactory]
)
def test_a_record_is_found_by_its_code(client, factory):
    row, _other = factory.create_batch(2)
    factory._meta.model.objects.filter(pk=row.pk).update(code="by-its-code")
    assert found(client, factory._meta.model, q="by-its-code") == [row]


@pytest.mark.one_database
@pytest.mark.parametrize("factory", [DelegationFactory, QuotaFactory])
def test_what_belongs_to_an_event_is_found_by_its_code(client, factory):
    row, _other = factory.create_batch(2)
    type(row.event).objects.filter(pk=row.event_id).update(code="by-its-code")
    assert found(client, type(row), q="by-its-code") == [row]


@pytest.mark.one_database
def test_confirmations_on_behalf_of_a_side_stand_apart(client, sides):
    edition = sides.ask(sides.plan())
    one = edition.confirmations.first()
    type(one).objects.filter(pk=one.pk).update(on_behalf=True, reason="She is away.")
    assert found(client, type(one), on_behalf__exact=1) == [one]
    assert set(found(client, type(one), q=edition.slug)) == set(edition.confirmations.all())
    page = client.get(reverse("admin:partnerships_confirmation_changelist"))
    assert 'class="field-on_behalf"' in page.text


@pytest.mark.one_database
def test_who_asked_for_a_text_stands_once(client, sides):
    edition = sides.ask(sides.plan())
    page = client.get(change_url(edition))
    assert "field-requested_by_label" in page.text
    assert "field-requested_by " not in page.text
    assert 'field-requested_by"' not in page.text


@pytest.mark.one_database
@pytest.mark.parametrize("removed", [False, True])
def test_a_contact_on_the_day_is_in_no_column(client, removed):
    item = AgendaItemFactory(contact_on_day="Kim, 010-1234", removed_at=timezone.now() if removed else None)
    lists = client.get(reverse("admin:events_agendaitem_changelist"), {"q": "010-1234"})
    assert not lists.context["cl"].result_list
    page = client.get(change_url(item)).text
    assert ("010-1234" in page) is not removed


def of_page(client, page):
    return client.get(reverse("admin:of_page"), {"page": page}).url


@pytest.mark.one_database
def test_a_record_leads_to_its_page_and_the_page_to_the_record(client):
    rows = [AgreementFactory(), MilestoneFactory(), EventFactory(), ThemeFactory(), DocumentFactory(audience="pairing")]
    for row in rows:
        assert row.get_absolute_url() in client.get(change_url(row)).text
        page = client.get(row.get_absolute_url()).text
        assert f'{reverse("admin:of_page")}?page={row.get_absolute_url()}"' in page
        assert of_page(client, row.get_absolute_url()) == change_url(row)


@pytest.mark.one_database
def test_what_has_no_page_leads_to_the_one_that_shows_it(client):
    membership, item, quota = MembershipFactory(), PlanItemFactory(), QuotaFactory()
    partner = membership.participation.partner
    for row, page in (
        (item, item.strand.address_of("partnerships:plan")),
        (quota, quota.event.get_absolute_url()),
        (partner, membership.participation.get_absolute_url()),
        (partner.places.first().city, membership.participation.get_absolute_url()),
        (membership.user, membership.strand.address_of("partnerships:person", person=membership.user_id)),
        (membership, membership.strand.address_of("partnerships:person", person=membership.user_id)),
    ):
        assert f'href="{page}" class="viewsitelink"' in client.get(change_url(row)).text


@pytest.mark.one_database
def test_a_page_of_no_record_leads_to_what_it_lies_in(client):
    pairing = MilestoneFactory().pairing
    assert of_page(client, pairing.address_of("partnerships:contact-list")) == change_url(pairing)
    assert of_page(client, pairing.strand.address_of("partnerships:plan")) == change_url(pairing.strand)
    for page in ("/", "/no-such-page/", "//elsewhere.example/", f"/strands/{pairing.strand.code}x/"):
        assert of_page(client, page) == reverse("admin:index")


@pytest.mark.one_database
def test_nobody_else_is_shown_the_way_to_the_record(client):
    client.force_login(MembershipFactory().user, "django.contrib.auth.backends.ModelBackend")
    assert reverse("admin:of_page") not in client.get("/").text
    assert client.get(reverse("admin:of_page"), {"page": "/"}).status_code == 403


def test_what_cannot_be_edited_now_says_why(client):
    project = ProjectFactory()
    assert 'name="_save"' in client.get(change_url(project)).content.decode()
    project.pairing.status = "closed"
    project.pairing.save(by=None)
    refusal = EditProject(project, by=None, grants=Grants(is_administrator=True)).refusal
    assert refusal
    page = client.get(change_url(project)).content.decode()
    assert refusal in page
    assert 'name="_save"' not in page
