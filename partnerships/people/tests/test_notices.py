"""The mails of an act: to the right people of the right side, in their language, and never to who acted."""

import pytest

from accounts.models import Mail
from core import clock
from core.periods import PartialDate, Period
from partnerships.confirmations.actions import RequestConfirmation
from partnerships.confirmations.services import confirmation_asked
from partnerships.milestones.actions import ObjectToMilestone, ReportMilestone
from partnerships.milestones.services import objection_raised
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import (
    DeputyFactory,
    MembershipFactory,
    MilestoneFactory,
    StrandRoleFactory,
)
from partnerships.tests.frozen import freeze

pytestmark = pytest.mark.django_db


@pytest.fixture
def milestone(pairing):
    return MilestoneFactory(
        pairing=pairing, title_en="Bilateral <b>meeting</b>", title_ko="양자회의", confirmation="both"
    )


@pytest.fixture
def sent(mailoutbox, django_capture_on_commit_callbacks):
    """Carries an act out and returns the mails by address."""

    def act(notice, **facts):
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            notice(**facts)
        return {mail.to[0]: mail for mail in mailoutbox}

    return act


def test_both_sides_are_asked_each_in_its_language(sent, milestone, jisu, marta):
    staff = StrandRoleFactory(strand=milestone.pairing.strand).user
    mails = sent(confirmation_asked, edition=freeze(milestone), by=staff)
    assert set(mails) == {"jisu@example.org", "marta@example.org"}
    english, korean = mails["marta@example.org"], mails["jisu@example.org"]
    assert english.subject == "Busan-Barcelona: please confirm a text"
    assert korean.subject.startswith("부산·바르셀로나")
    assert "Bilateral <b>meeting</b>" in english.body
    assert "Bilateral &lt;b&gt;meeting&lt;/b&gt;" in english.alternatives[0].content
    assert "양자회의" in korean.body
    link = f"/pairings/{milestone.pairing.code}/texts/{milestone.text_slug}/"
    for mail in mails.values():
        assert link in mail.body
        assert link in mail.alternatives[0].content


def test_whoever_asks_is_not_told(sent, milestone, jisu, marta):
    assert set(sent(confirmation_asked, edition=freeze(milestone), by=marta)) == {"jisu@example.org"}


def test_a_side_that_has_confirmed_is_not_asked(sent, milestone, jisu, marta):
    edition = freeze(milestone)
    row = edition.confirmations.get(side="eu")
    row.state = "confirmed"
    row.save(by=None)
    assert set(sent(confirmation_asked, edition=edition, by=None)) == {"jisu@example.org"}


def test_asking_again_is_another_mail_and_repeating_is_none(sent, milestone, jisu, marta):
    first = freeze(milestone)
    assert len(sent(confirmation_asked, edition=first, by=marta)) == 1
    assert not sent(confirmation_asked, edition=first, by=marta)
    again = sent(confirmation_asked, edition=freeze(milestone, edition=2), by=jisu, again=True)
    assert again["marta@example.org"].subject == "Busan-Barcelona: please confirm a changed text again"
    assert Mail.objects.get(recipient=marta).kind == "confirmation-asked-again"


def test_a_deputy_is_told_and_who_no_longer_works_is_not(sent, milestone, jisu, marta):
    today = DeputyFactory(membership=jisu.memberships.get(), user__email="deputy@example.org")
    DeputyFactory(
        membership=jisu.memberships.get(), user__email="later@example.org", starts_on=today.ends_on.replace(year=2099)
    )
    old = MembershipFactory(participation=milestone.pairing.eu, user__email="old@example.org")
    old.started_on = old.ended_on = today.starts_on.replace(year=2020)
    old.save(by=None)
    MembershipFactory(participation=milestone.pairing.eu, user__email="closed@example.org", user__is_active=False)
    mails = sent(confirmation_asked, edition=freeze(milestone), by=None)
    assert set(mails) == {"jisu@example.org", "deputy@example.org", "marta@example.org"}


def test_no_name_of_a_person_stands_in_a_subject(sent, milestone, jisu, marta):
    milestone.title_en = "Talk with Ms Fontaine"
    milestone.reported_side = "eu"
    milestone.save(by=None)
    mails = [
        *sent(confirmation_asked, edition=freeze(milestone), by=jisu).values(),
        *sent(objection_raised, milestone=milestone, by=jisu, reason="No.").values(),
    ]
    assert len(mails) == 2
    for mail in mails:
        for name in ("Jisu", "Kim", "Marta", "Soler", "Fontaine", "@"):
            assert name not in mail.subject
        assert "Jisu Kim" in mail.body


def test_an_objection_goes_to_the_side_that_reported(sent, milestone, jisu, marta):
    milestone.reported_side = "eu"
    milestone.save(by=None)
    reason = "The minutes are missing.\n<script>alert(1)</script>"
    mails = sent(objection_raised, milestone=milestone, by=jisu, reason=reason)
    (mail,) = mails.values()
    assert mail.to == ["marta@example.org"]
    assert "> The minutes are missing." in mail.body
    assert "&lt;script&gt;" in mail.alternatives[0].content
    assert "<script>" not in mail.alternatives[0].content
    assert milestone.get_absolute_url() in mail.body
    assert not sent(objection_raised, milestone=milestone, by=jisu, reason=reason)
    milestone.save(by=None)
    assert len(sent(objection_raised, milestone=milestone, by=jisu, reason=reason)) == 1


def test_an_objection_to_what_staff_reported_goes_to_that_person(sent, milestone, jisu, marta):
    staff = StrandRoleFactory(strand=milestone.pairing.strand, user__email="staff@example.org").user
    milestone.reported_by = staff
    milestone.save(by=None)
    assert set(sent(objection_raised, milestone=milestone, by=jisu, reason="No.")) == {"staff@example.org"}
    milestone.reported_by = None
    milestone.save(by=None)
    assert not sent(objection_raised, milestone=milestone, by=jisu, reason="No.")


def test_the_services_send_them(milestone, jisu, marta, mailoutbox, django_capture_on_commit_callbacks):
    def act(service, user, *row, **facts):
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            done = service(*row, by=user, grants=read_grants(user), **facts)
        return done, [(mail.to[0], Mail.objects.latest("pk").kind) for mail in mailoutbox]

    _, told = act(RequestConfirmation.do, jisu, milestone, version=milestone.version)
    assert told == [("marta@example.org", "confirmation-asked")]
    plain = MilestoneFactory(pairing=milestone.pairing, responsible="both")
    day = Period(PartialDate(clock.today()))
    plain, told = act(ReportMilestone.do, marta, row=plain, version=plain.version, actual=day, reason="Late.")
    assert told == []
    _, told = act(ObjectToMilestone.do, jisu, row=plain, version=plain.version, reason="Not yet.")
    assert told == [("marta@example.org", "objection")]
