"""The people and places that many tests of partnerships begin with, and the days on which they stand."""

import copy
import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core import clock
from partnerships.tests.factories import MembershipFactory, PairingFactory, StrandRoleFactory
from partnerships.tests.files import forget_files
from partnerships.tests.milestone_pages import given
from partnerships.tests.pages import sign_in
from partnerships.tests.plan_story import DAY, Story, tell
from partnerships.tests.roles import coordinator, day
from partnerships.tests.two_sides import TwoSides


@pytest.fixture
def pairing() -> Any:
    """Busan and Barcelona by their names, with nobody around them yet."""
    return PairingFactory(
        eu__partner__code="barcelona",
        eu__partner__name_en="Barcelona",
        eu__partner__name_ko="바르셀로나",
        counterpart__partner__name_en="Busan",
        counterpart__partner__name_ko="부산",
    )


@pytest.fixture
def marta(pairing: Any) -> Any:
    """The coordinator of Barcelona."""
    account = {"given_name": "Marta", "family_name": "Soler", "language": "en", "time_zone": "Europe/Madrid"}
    return coordinator(pairing.eu, "marta@example.org", **account)


@pytest.fixture
def jisu(pairing: Any) -> Any:
    """The coordinator of Busan, who has chosen no language and lives by Seoul's time."""
    account = {"given_name": "Jisu", "family_name": "Kim", "time_zone": "Asia/Seoul"}
    return coordinator(pairing.counterpart, "jisu@example.org", **account)


@pytest.fixture
def staff(pairing: Any) -> Any:
    """Programme staff of the pairing's strand."""
    return StrandRoleFactory(strand=pairing.strand, user__language="en").user


@pytest.fixture
def leaving(pairing: Any) -> Any:
    """The work of a coordinator who leaves Barcelona after three months."""
    account = {"user__given_name": "Marta", "user__family_name": "Soler", "user__language": "en"}
    return MembershipFactory(participation=pairing.eu, started_on=day(-90), **account)


@pytest.fixture
def colleague(pairing: Any) -> Any:
    """A second coordinator of Barcelona."""
    return MembershipFactory(participation=pairing.eu, user__given_name="Pau", user__family_name="Ferrer").user


@pytest.fixture
def mailed_on(mailoutbox: list[Any], django_capture_on_commit_callbacks: Any) -> Callable[..., list[str]]:
    """Lets a mailing of the clock run at noon of a day; returns whom it wrote to, and it counts as many."""

    def run(send: Callable[[], int], day: dt.date) -> list[str]:
        mailoutbox.clear()
        noon = dt.datetime.combine(day, dt.time(12), clock.STRAND_ZONE)
        with clock.fixed_at(noon), django_capture_on_commit_callbacks(execute=True):
            count = send()
        assert count == len(mailoutbox)
        return sorted(mail.to[0] for mail in mailoutbox)

    return run


@pytest.fixture
def as_role(client: Any, sides: TwoSides) -> Callable[[str], Any]:
    """The client, signed in as whoever has the role around the two sides."""

    def signed_in(role: str) -> Any:
        sign_in(client, sides, role)
        return client

    return signed_in


@pytest.fixture
def meeting(sides: TwoSides) -> Any:
    """Busan's bilateral meeting, planned for 3 December 2026."""
    return given(sides, code="bilateral-meeting", title_en="Bilateral meeting", title_ko="양자회의")


@pytest.fixture
def on_25_november(settings: Any) -> None:
    """The portal stands at 25 November 2026, eight days before the meeting."""
    settings.PORTAL_TODAY = dt.date(2026, 11, 25)


@pytest.fixture(scope="module")
def story_of_module(module_db: None) -> Story:
    """The story, told once for a module; what a test does to its rows is undone."""
    with clock.fixed_at(DAY):
        return tell()


@pytest.fixture
def story(story_of_module: Story, db: None) -> Story:
    """A strand with its plan and two pairings."""
    return copy.deepcopy(story_of_module)


@pytest.fixture
def in_january() -> Iterator[None]:
    """The portal stands at the day of the story: the launch is over, the closing is to come."""
    with clock.fixed_at(DAY):
        yield


@pytest.fixture
def office(client: Any, story: Story) -> Any:
    """The browser of the story's staff."""
    client.force_login(story.staff)
    return client


@pytest.fixture
def no_files() -> None:
    """Nothing is stored yet: a storage forgets nothing when a test's rows are rolled back."""
    forget_files()
