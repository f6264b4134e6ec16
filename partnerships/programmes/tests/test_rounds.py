"""The next round: what it takes over, what it learns from single pairings, and the pages that do it."""

import pytest

from core.errors import DomainError, NotAllowed
from core.models import AuditEntry
from core.periods import PartialDate
from partnerships.fields import replace_rows
from partnerships.models import (
    Membership,
    Organisation,
    Pairing,
    Participation,
    PlanItem,
    Stage,
    Strand,
    StrandImplementer,
    StrandRole,
)
from partnerships.pairings.actions import OpenPairing
from partnerships.people.selectors import read_grants
from partnerships.programmes.actions import LABELS, OpenRound
from partnerships.programmes.selectors import rounds_of
from partnerships.tests.factories import (
    CityFactory,
    MembershipFactory,
    PairingFactory,
    StrandFactory,
    StrandRoleFactory,
    ThemeFactory,
    UserFactory,
    period,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_january")]
URL = "/strands/eu-korea/next-round/"


def day(text):
    return PartialDate.parse(text)


def open_it(story, starts_on="2019-03", **changed):
    pairings = changed.pop("pairings", story.pairings)
    given = {
        "participations": list(Participation.objects.filter(strand=story.strand)),
        "pairings": pairings,
        "coordinators": [],
        "roles": list(StrandRole.objects.filter(strand=story.strand)),
    }
    given |= {name: changed.pop(name) for name in list(given) if name in changed}
    values = {"phase": "2019-2020", "name_en": "EU-Korea", "starts_on": day(starts_on), **changed}
    return OpenRound.do(story.strand, **story.by, values=values, **given)


def test_the_plan_moves_by_the_months_between_the_starts(story):
    item = story.items["closing-meeting"]
    item.forecast = period("2018-04")
    item.save(by=None)
    row = open_it(story)
    stages = Stage.objects.filter(strand=row).order_by("position")
    assert [(stage.code, stage.forecast) for stage in stages] == [
        ("launch", period("2019-03-14", "2019-03-17")),
        ("cooperation", period("2019-10", "2020-02")),
        ("closing", period("2020-03", "2020-03")),
    ]
    assert all(stage.baseline == stage.forecast for stage in stages)
    # The plan as it stood last, with what the earlier round learned of its dates.
    closing = PlanItem.objects.get(strand=row, code="closing-meeting")
    assert (closing.baseline, closing.forecast, closing.stage.strand) == (period("2020-04"), period("2020-04"), row)
    assert PlanItem.objects.get(strand=row, code="closing-report").forecast == period("2020-03-20", "2020-03-23")
    assert PlanItem.objects.filter(strand=row).count() == 4


def test_the_strand_takes_over_settings_themes_directory_and_implementers(story):
    strand = story.strand
    area = ThemeFactory(strand=strand, code="smart-city")
    ThemeFactory(strand=strand, code="lighting", parent=area)
    strand.silence_days, strand.ends_on_date, strand.is_invented = 21, day("2018-04"), True
    strand.second_language = "ja"
    office = _organisation()
    strand.implementer_codes = office.code
    strand.save(by=None)
    replace_rows(StrandImplementer, {"strand": strand}, "organisation", [office])
    strand.cities.add(CityFactory())
    row = open_it(story)
    assert (row.code, row.previous, row.phase) == ("eu-korea-2", strand, "2019-2020")
    assert (row.silence_days, row.countries, row.is_invented) == (21, "KR", True)
    assert row.second_language == "ja"
    assert (row.starts_on_date, row.ends_on_date) == (day("2019-03"), day("2020-04"))
    assert [one.organisation for one in StrandImplementer.objects.filter(strand=row)] == [office]
    assert (row.implementer_codes, row.cities.count()) == (office.code, 1)
    topic = row.themes.get(code="lighting")
    assert (topic.parent.code, topic.parent.strand) == ("smart-city", row)


def _organisation():
    office = Organisation(code="office", name_en="Office", sector="government")
    office.save(by=None)
    return office


def test_chosen_partners_and_pairings_go_on_as_planned(story):
    theme = ThemeFactory(strand=story.strand, code="air")
    first = story.pairings[0]
    first.theme_codes = "air"
    first.save(by=None)
    first.themes.add(theme, through_defaults={"position": 1})
    partners = [first.eu, first.counterpart, story.pairings[1].eu]
    row = open_it(story, participations=partners, pairings=[first])
    assert {one.partner_id for one in row.participations.all()} == {one.partner_id for one in partners}
    planned = row.pairings.get()
    assert (planned.status, planned.predecessor, planned.code) == ("planned", first, first.code)
    assert (planned.eu.partner, planned.counterpart.partner) == (first.eu.partner, first.counterpart.partner)
    assert (planned.theme_codes, planned.chosen_themes.get().theme.strand) == ("air", row)
    assert planned.milestones.count() == 0
    assert AuditEntry.objects.filter(action="pairing-planned", pairing_id=planned.pk).exists()


def test_a_planned_pairing_of_the_round_is_opened_with_the_new_plan(story):
    row = open_it(story)
    planned = row.pairings.get(code="pairing-0")
    opened = OpenPairing.do(
        row, **story.by, eu=planned.eu, counterpart=planned.counterpart, values={"why_en": "They go on."}
    )
    assert (opened.pk, opened.predecessor) == (planned.pk, story.pairings[0])
    assert opened.milestones.get(code="launch-meeting").forecast == period("2019-03-14")


def test_roles_are_kept_where_they_are_chosen_and_staff_keep_their_own(story):
    authority = StrandRoleFactory(strand=story.strand, role="authority")
    StrandRoleFactory(strand=story.strand, role="authority")
    observer = StrandRoleFactory(strand=story.strand, role="observer")
    row = open_it(story, roles=[authority, observer])
    assert set(row.roles.values_list("user_id", "role")) == {
        (authority.user_id, "authority"),
        (story.staff.pk, "staff"),
    }
    assert row.pk in read_grants(story.staff).staff
    story.staff = UserFactory(is_superuser=True)
    row = open_it(story, roles=[authority], pairings=[])
    assert list(row.roles.values_list("user_id", flat=True)) == [authority.user_id]


def test_whoever_keeps_a_role_in_the_next_round_is_told_but_for_who_opens_it(
    story, mailoutbox, django_capture_on_commit_callbacks
):
    authority = StrandRoleFactory(strand=story.strand, role="authority", user__language="en")
    with django_capture_on_commit_callbacks(execute=True):
        row = open_it(story, roles=[authority])
    (mail,) = mailoutbox
    assert mail.to == [authority.user.email]
    assert f"Contracting authority, {row}" in mail.body


def test_both_strands_tell_of_each_other(story):
    row = open_it(story)
    assert rounds_of(story.strand, story.grants) == [row]
    assert rounds_of(row, story.grants) == [story.strand]
    reader = read_grants(StrandRoleFactory(strand=row, role="observer").user)
    assert rounds_of(row, reader) == []
    assert {(entry.action, entry.strand_id) for entry in AuditEntry.objects.filter(action__contains="round")} == {
        ("round-opened", story.strand.pk),
        ("opened-as-next-round", row.pk),
    }


def test_coordinators_go_on_with_their_partners_and_are_told(
    story, client, mailoutbox, django_capture_on_commit_callbacks
):
    first, second = story.pairings
    busan = MembershipFactory(participation=first.counterpart, user__language="en")
    gone = MembershipFactory(participation=second.eu)
    with django_capture_on_commit_callbacks(execute=True):
        row = open_it(
            story,
            starts_on="2018-01-01",
            participations=[first.eu, first.counterpart],
            pairings=[first],
            coordinators=[busan, gone],
        )
    (works,) = Membership.objects.filter(participation__strand=row)
    assert (works.user, works.participation.partner) == (busan.user, first.counterpart.partner)
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == ([busan.user.email], f"The next round is open: {row}")
    assert row.get_absolute_url() in mail.body
    assert f"you coordinate for {first.counterpart.partner}" in mail.body
    # From then on they see the round that runs; the earlier one leads there.
    client.force_login(busan.user)
    assert client.get("/").context["header"]["strand"] == row
    earlier = client.get(story.strand.get_absolute_url())
    assert f'href="{row.get_absolute_url()}"' in earlier.text
    assert "Later round:" in earlier.text


def test_without_a_first_date_the_plan_counts_from_its_first_stage(story):
    story.strand.starts_on_date = None
    story.strand.save(by=None)
    row = open_it(story, starts_on="2019-05-02")
    assert Stage.objects.get(strand=row, code="launch").forecast == period("2019-05-14", "2019-05-17")
    empty = StrandFactory()
    StrandRoleFactory(strand=empty, user=story.staff)
    values = {"phase": "2", "name_en": "X", "starts_on": day("2019")}
    bare = OpenRound.do(empty, **story.by, values=values, participations=[], pairings=[])
    assert (bare.starts_on_date, bare.ends_on_date) == (day("2019"), None)


def test_wrong_choices_are_refused_with_their_field(story):
    first = story.pairings[0]
    twin = PairingFactory(strand=story.strand, eu=first.eu, counterpart=first.counterpart, status="closed")
    cases = [
        ({"participations": [first.eu], "pairings": [first]}, "pairings"),
        ({"pairings": [first, twin]}, "pairings"),
        ({"pairings": [PairingFactory()]}, "pairings"),
        ({"code": "eu-korea"}, "code"),
        ({"code": "EU Korea"}, "code"),
        ({"phase": " "}, "phase"),
        ({"name_en": ""}, "name_en"),
    ]
    for changed, field in cases:
        with pytest.raises(DomainError) as refused:
            open_it(story, **changed)
        assert refused.value.field == field, changed
    assert not Strand.objects.filter(previous=story.strand).exists()


def test_only_staff_of_the_earlier_round_open_the_next(story):
    story.staff = StrandRoleFactory(strand=story.strand, role="authority").user
    with pytest.raises(NotAllowed):
        open_it(story)


def fill(client, **changed):
    form = client.get(URL).context["form"]
    chosen = {name: [row.pk for row in form.initial[name]] for name in LABELS}
    names = {name: form.initial[name] for name in ("code", "name_en", "name_ko")}
    once = form["once"].value()
    return {"once": once, "phase": "2019-2020", "starts_on": "2019-03", **names, **chosen, **changed}


def test_staff_open_the_round_on_its_page_and_come_to_its_plan(client, story):
    client.force_login(story.staff)
    answer = client.post(URL, fill(client))
    assert answer.url == "/strands/eu-korea-2/plan/"
    page = client.get(answer.url)
    assert "Opened Strand" in page.text
    assert f'href="{story.strand.get_absolute_url()}"' in page.text
    assert "Earlier round:" in page.text
    assert "Later round:" in client.get("/strands/eu-korea/plan/").text
    assert Pairing.objects.filter(strand__code="eu-korea-2", status="planned").count() == 2


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "next spring"}, "starts_on"),
        ({"code": "eu-korea"}, "code"),
        ({"code": "Über"}, "code"),
        ({"participations": []}, "pairings"),
        ({"roles": ["999999"]}, "roles"),
        ({"pairings": ["x"]}, "pairings"),
    ],
)
def test_a_refused_round_keeps_the_input(client, story, changed, field):
    client.force_login(story.staff)
    answer = client.post(URL, fill(client, phase="Third phase", **changed))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert 'value="Third phase"' in answer.text
    assert Strand.objects.count() == 1
