"""How the invented story happens: on days before today, each act by one of its people, by the portal's services."""

import datetime as dt
import heapq
import secrets
from collections.abc import Callable, Generator, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from accounts.enums import NameOrder
from accounts.models import User
from core import clock
from core.actions import Action
from core.models import one_act, write_audit
from core.periods import DAY, MONTH, PartialDate, Period
from core.texts import writer_language
from events.models import Event
from partnerships import models
from partnerships.agreements.actions import AddAgreement, SignAgreement
from partnerships.confirmations.actions import ConfirmText, EditText, RequestConfirmation
from partnerships.confirmations.selectors import find_text
from partnerships.contacts.actions import AddComment, AddContact, AnswerComment
from partnerships.enums import StrandRoleName
from partnerships.follow_ups.actions import AddFollowUp
from partnerships.hours.selectors import moment_at
from partnerships.matching.actions import StartProject
from partnerships.milestones.actions import AddMilestone, ReportMilestone
from partnerships.people.selectors import read_grants
from partnerships.projects.actions import AddProject, AddResult, MoveProject

MONTHS = 12


# What each action asks for: who acts (`by`), and what this person may do on that day (`grants`).
type Acting = dict[str, Any]
# When an act happens, and the person by the box of the address.
type Turn = tuple[dt.datetime, str]
# A thread of the story: it yields the turn of its next act, and goes on once it is that moment.
type Thread = Generator[Turn, Acting]


class Story:
    """The invented strand with its people, seen from today. Days count from today, the past below zero.

    `people` go by the box of their address.
    """

    def __init__(self, strand: models.Strand, today: dt.date, people: dict[str, User]) -> None:
        self.strand, self.today, self.people = strand, today, people

    @property
    def row(self) -> Any:
        """What an act is done to that names nothing else."""
        return self.strand

    def act(
        self,
        on: dt.date | int,
        who: str,
        action: type[Action],
        row: Callable[[], Any] | None = None,
        /,
        *,
        at: tuple[int, int] = (9, 0),
        **given: Any,
    ) -> Thread:
        """One act of a person at an hour of a day; `row`, and functions in `given`, are asked at that moment."""
        acting = yield self.on(on, who, *at)
        given = {name: value() if callable(value) else value for name, value in given.items()}
        action.do(row() if row else self.row, **acting, **given)

    def on(self, day: dt.date | int, who: str, hour: int = 9, minute: int = 0) -> Turn:
        """The turn of a person at an hour of the own place."""
        zone = self.people[who].time_zone
        at = dt.time(hour, minute)
        return dt.datetime.combine(self.date(day), at, ZoneInfo(zone) if zone else clock.STRAND_ZONE), who

    def date(self, day: dt.date | int) -> dt.date:
        """A day that is given as such, or counted from today."""
        return self.day(day) if isinstance(day, int) else day

    def day(self, days: int) -> dt.date:
        """So many days from today; where that is a weekend, the Friday before."""
        day = self.today + dt.timedelta(days)
        return day - dt.timedelta(max(0, day.weekday() - 4))

    @property
    def launch(self) -> dt.date:
        """The Tuesday on which it began: some fifteen weeks ago, so that today lies in the middle of the six months."""
        day = self.today - dt.timedelta(105)
        return day - dt.timedelta((day.weekday() - 1) % 7)

    def after_launch(self, days: int) -> dt.date:
        """So many days after the launch."""
        return self.launch + dt.timedelta(days)

    def pairing(self, code: str) -> models.Pairing:
        """A pairing of the strand with all that its name needs."""
        return models.Pairing.objects.with_names().get(strand=self.strand, code=code)

    def partner(self, code: str) -> models.Participation:
        """A partner of the strand."""
        return models.Participation.objects.select_related("partner", "strand").get(
            strand=self.strand, partner__code=code
        )

    def milestone(self, pairing: str, code: str) -> models.Milestone:
        """A milestone as it is now."""
        return models.Milestone.objects.select_related(
            "stage", "pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner"
        ).get(pairing__strand=self.strand, pairing__code=pairing, code=code)

    def project(self, code: str) -> models.Project:
        """A project as it is now."""
        return models.Project.objects.with_names().get(strand=self.strand, code=code)

    def event(self, title_en: str) -> Event:
        """An event as it is now, by its English title; services read the rest when they lock it."""
        return Event.objects.select_related("strand").get(strand=self.strand, title_en=title_en)

    def happen(self, threads: Iterable[Thread]) -> None:
        """Let each act happen at its moment, whichever thread it is of: what is frozen holds what was known by then."""
        waiting = [(next(thread), number, thread) for number, thread in enumerate(threads)]
        heapq.heapify(waiting)
        while waiting:
            (moment, who), number, thread = heapq.heappop(waiting)
            with clock.fixed_at(moment):
                try:
                    turn = thread.send({"by": self.people[who], "grants": read_grants(self.people[who])})
                except StopIteration:
                    continue
            heapq.heappush(waiting, (turn, number, thread))


def days(first: dt.date, last: dt.date | None = None) -> Period:
    """A period whose days are known."""
    return Period(PartialDate(first, DAY), PartialDate(last, DAY) if last else None)


def month(day: dt.date, ahead: int = 0) -> PartialDate:
    """The month so many months after a day's own."""
    at = day.year * MONTHS + day.month - 1 + ahead
    return PartialDate(dt.date(at // MONTHS, at % MONTHS + 1, 1), MONTH)


# The acts that both rich pairings repeat.

# The hour at which what was written during the day is recorded, and the minutes after a call until it is.
EVENING, SOON = 17, 10


class Pair(Story):
    """One pairing of the story; `on` is a day or a number of days from today, `who` the box of a person's address."""

    def __init__(self, story: Story, code: str) -> None:
        super().__init__(story.strand, story.today, story.people)
        self.code = code

    @property
    def row(self) -> models.Pairing:
        """The pairing as it is now."""
        return self.pairing(self.code)

    def asked(self, slug: str, side: str) -> models.Confirmation:
        """The confirmation of the newest edition that one side still owes."""
        rows = models.Confirmation.objects.waiting().select_related("text__pairing__strand").order_by("-text__edition")
        return rows.filter(text__pairing=self.row, text__slug=slug, side=side)[0]

    def report(self, code: str, *, on: dt.date | int, who: str, actual: Period) -> Thread:
        """A side reports a milestone done."""
        return self.act(on, who, ReportMilestone, lambda: self.milestone(self.code, code), actual=actual, reason="")

    def add_milestone(
        self, on: int, who: str, code: str, title_en: str, title_ko: str, responsible: str, due: int, **more: str
    ) -> Thread:
        """A side adds a milestone of this pairing alone, of the stage that runs now."""
        titles = {"code": code, "title_en": title_en, "title_ko": title_ko, "responsible": responsible}

        def values() -> dict[str, Any]:
            stage = self.strand.stages.get(code="decentralised-cooperation")
            return {"stage": stage, "forecast": days(self.day(due)), **titles, **more}

        return self.act(on, who, AddMilestone, values=values)

    def edit(self, slug: str, *, on: int, who: str, **changes: str) -> Thread:
        """A side writes a text."""
        return self.act(on, who, EditText, lambda: find_text(self.row, slug), at=(12, 0), changes=changes)

    def ask(self, slug: str, *, on: dt.date | int, who: str) -> Thread:
        """Ask both sides to confirm a text."""
        return self.act(on, who, RequestConfirmation, lambda: find_text(self.row, slug), at=(14, 0))

    def confirm(self, slug: str, side: str, *, on: dt.date | int, who: str, reason: str = "") -> Thread:
        """A side confirms the newest edition; with a reason where staff do it for the side."""
        acting = yield self.on(on, who, 16, 20)
        row = self.asked(slug, side)
        ConfirmText.do(row, **acting, edition=row.text.edition, reason=reason)

    def promise(self, on: int, who: str, side: str, due: int, owner: str, what_en: str, what_ko: str) -> Thread:
        """A follow-up of one side."""
        texts = {"what_en": what_en, "what_ko": what_ko, "side": side}
        values = {**texts, "due_on": self.day(due), "owner": self.people[owner]}
        return self.act(on, who, AddFollowUp, at=(11, 0), values=values)

    def contact(
        self,
        on: int,
        who: str,
        kind: str,
        side: str,
        people: str,
        text: str,
        *,
        at: tuple[str, str] | None = None,
        minutes: int = 0,
        project: str = "",
        follows: tuple[tuple[str, str, int, str], ...] = (),
    ) -> Thread:
        """What passed between the sides, recorded soon after it; `at` is an hour and its zone.

        `follows` are side, person, day, text.
        """
        day = self.date(on)
        values: dict[str, Any] = {
            "kind": kind,
            "side": side,
            "on": day,
            "who": people,
            f"what_{writer_language(text)}": text,
        }
        turn = self.on(on, who, EVENING)
        if at:
            moment = moment_at(day, dt.time.fromisoformat(at[0]), ZoneInfo(at[1]))
            values |= {"starts_at": moment, "minutes": minutes, "time_zone": at[1]}
            turn = moment + dt.timedelta(minutes=minutes + SOON), who
        promises = [
            {
                f"what_{writer_language(what)}": what,
                "side": promising,
                "owner": self.people[box] if box else None,
                "due_on": self.day(due),
            }
            for promising, box, due, what in follows
        ]
        acting = yield turn
        values["project"] = self.project(project) if project else None
        AddContact.do(self.row, **acting, values=values, follow_ups=promises)

    def comment(self, text: str, *, on: int, who: str) -> Thread:
        """A remark on the pairing."""

        def comment() -> models.Comment:
            pairing = self.row
            return models.Comment(pairing=pairing, record=pairing)

        return self.act(on, who, AddComment, comment, at=(EVENING, 30), text=text)

    def answer(self, text: str, *, on: int, who: str) -> Thread:
        """An answer to the newest comment on the pairing."""
        asked = models.Comment.objects.filter(answer_to=None, pairing__code=self.code, pairing__strand=self.strand)
        return self.act(on, who, AnswerComment, lambda: asked.latest("at"), at=(EVENING, 30), text=text)

    def begin(
        self,
        topic: str,
        *,
        on: dt.date | int,
        who: str,
        texts: dict[str, str],
        organisations: dict[str, str],
        evidence: str,
        lead: str = "both",
        further: str = "",
    ) -> Thread:
        """A project that somebody found; `organisations` gives each its part."""
        acting = yield self.on(on, who, 15)
        known = {row.code: row for row in models.Organisation.objects.filter(code__in=organisations)}
        values: dict[str, Any] = {
            **texts,
            "topic": models.Theme.objects.get(strand=self.strand, code=topic),
            "lead": lead,
            "organisations": [(known[code], part) for code, part in organisations.items()],
            "further": [self.partner(further)] if further else [],
        }
        AddProject.do(self.row, **acting, values=values, evidence=evidence)

    def start(self, topic: str, *, on: int, who: str, need: str, offer: str) -> Thread:
        """A project started from a match of two partners in one topic."""
        rows = models.Interest.objects.filter(participation__strand=self.strand, topic__code=topic)
        rows = rows.select_related("topic", "participation__partner")
        return self.act(
            on,
            who,
            StartProject,
            at=(10, 0),
            need=lambda: rows.get(participation__partner__code=need, kind="need"),
            offer=lambda: rows.get(participation__partner__code=offer, kind="offer"),
        )

    def move(self, code: str, new: str, *, on: int, who: str, evidence: str = "", reason: str = "") -> Thread:
        """A project reaches another level."""
        words = {"evidence": evidence, "reason": reason}
        return self.act(
            on, who, MoveProject, lambda: self.project(code), at=(16, 0), new=new, on=self.date(on), **words
        )

    def expect(
        self, code: str, kind: str, unit: str, expected: int, achieved: int = 0, *, on: int, who: str, **more: str
    ) -> Thread:
        """What a project is to bring, and what it has brought by that day."""
        values = {
            "kind": kind,
            "unit": unit,
            "expected": Decimal(expected),
            "achieved": Decimal(achieved) if achieved else None,
            "as_of": self.date(on) if achieved else None,
            **more,
        }
        return self.act(on, who, AddResult, lambda: self.project(code), at=(17, 0), values=values)

    def add_agreement(self, values: dict[str, str], *, on: int, who: str, project: str) -> Thread:
        """A draft of an agreement on a project."""
        with_project = lambda: {**values, "projects": [self.project(project)]}  # noqa: E731
        return self.act(on, who, AddAgreement, at=(13, 0), values=with_project)

    def sign(self, title_en: str, *, on: int, who: str) -> Thread:
        """An agreement that both sides have confirmed is signed."""
        rows = models.Agreement.objects.with_names().filter(pairing__strand=self.strand, pairing__code=self.code)
        signed_on = PartialDate(self.day(on))
        return self.act(on, who, SignAgreement, lambda: rows.get(title_en=title_en), at=(12, 0), signed_on=signed_on)


DOMAIN = "demo.example"


# Given name, family name and, where it differs, the name in the own script.
type Person = tuple[str, str, str]

ADMINISTRATOR = ("Anna", "Lindqvist", "")
ROLES = {
    StrandRoleName.STAFF: ("Claire", "Fontaine", ""),
    StrandRoleName.AUTHORITY: ("Marc", "Delvaux", ""),
    StrandRoleName.OBSERVER: ("Inês", "Carvalho", ""),
}
COORDINATORS = {
    "busan": ("Jisu", "Kim", "김지수"),
    "suwon": ("Minho", "Park", "박민호"),
    "gwangju": ("Seoyeon", "Lee", "이서연"),
    "seoul": ("Donghyun", "Choi", "최동현"),
    "barcelona": ("Marta", "Soler", ""),
    "scottish-cities-alliance": ("Fiona", "Reid", ""),
    "tampere": ("Aino", "Lehtonen", ""),
    "eindhoven": ("Daan", "Verhoeven", ""),
}
# Known in the invented strand alone.
OTHERS = {"busan-deputy": ("Haneul", "Jung", "정하늘"), "earlier-tampere": ("Mikko", "Virtanen", "")}

# Telephone, languages, function and department in both languages. No such number is given to anybody.
CARDS = {
    "staff": ("+32 2 000 01 00", "French, English", "Project manager", "사업 책임자", "", ""),
    "busan": (
        "+82 51 000 0101",
        "Korean, English",
        "Cooperation officer",
        "협력 담당 주무관",
        "International Cooperation Division",
        "국제협력과",
    ),
    "busan-deputy": (
        "+82 51 000 0102",
        "Korean, English",
        "",
        "주무관",
        "International Cooperation Division",
        "국제협력과",
    ),
    "suwon": ("+82 31 000 0101", "Korean, English", "Team leader", "팀장", "Smart City Division", "스마트도시과"),
    "barcelona": (
        "+34 93 000 01 01",
        "Catalan, Spanish, English",
        "International projects officer",
        "국제사업 담당관",
        "Department of Global Affairs",
        "국제관계국",
    ),
    "tampere": ("+358 3 000 0101", "Finnish, English", "Project coordinator", "", "Smart Tampere", ""),
}

# One of each role to whom the first steps are shown; the stories of the others are well under way.
NEWCOMERS = frozenset({"seoul", "authority", "observer", "admin"})


def accounts() -> list[tuple[str, str, str]]:
    """The demonstration accounts, administrator first: address, name, and what each is."""
    people = get_user_model().objects.filter(email__endswith=f"@{DOMAIN}")
    shown: list[tuple[str, str, str]] = [
        *((user.email, _name(user), "Administrator") for user in people.filter(is_superuser=True)),
        *(
            (role.user.email, _name(role.user), str(StrandRoleName(role.role).label))
            for role in models.StrandRole.objects.filter(user__in=people).select_related("user").order_by("pk")
        ),
        *(
            (row.user.email, _name(row.user), f"Coordinator, {row.participation.partner.name_en}")
            for row in models.Membership.objects.not_ended(clock.today())
            .filter(user__in=people)
            .select_related("user", "participation__partner")
            .order_by("pk")
        ),
    ]
    return list({line[0]: line for line in shown}.values())


def known_password() -> str:
    """The password that the accounts have, if this folder knows it; else nothing."""
    candidates = [settings.DEMO_PASSWORD, _kept_password()]
    administrator = get_user_model().objects.filter(email=f"admin@{DOMAIN}").first()
    if administrator is None:
        return ""
    return next((word for word in candidates if word and administrator.check_password(word)), "")


def _name(user: User) -> str:
    return f"{user} {user.name_native}".strip()


def make_people(strand: models.Strand, password_hash: str) -> None:
    """The administrator, one person in each role of the real strand, one coordinator for each partner."""
    _make("admin", ADMINISTRATOR, password_hash, is_superuser=True, is_staff=True)
    for name, person in ROLES.items():
        user = _make(name, person, password_hash)
        give_role(models.StrandRole(user=user, strand=strand, role=name))
    for participation in models.Participation.objects.filter(strand=strand).for_page().order_by("pk"):
        partner = participation.partner
        person = COORDINATORS.get(partner.code) or ("", partner.name_en, "")
        city = partner.first_city
        user = _make(partner.code, person, password_hash, time_zone=city.time_zone if city else "")
        # From the strand's own start, so that the portal can stand on a day of it.
        started = participation.strand.starts_on or clock.today()
        give_role(models.Membership(user=user, participation=participation, started_on=started))


@one_act()
def give_role(row: models.StrandRole | models.Membership) -> None:
    """Save a role that nobody was invited to."""
    row.save(by=None)
    write_audit(action="record-added", by=None, record=row)


def make_others(password_hash: str) -> None:
    """Those who work in the invented strand alone, each in the time zone of the partner."""
    for box, person in OTHERS.items():
        zone = "Asia/Seoul" if person[2] else "Europe/Helsinki"
        _make(box, person, password_hash, time_zone=zone)


def by_box() -> dict[str, User]:
    """The demonstration's accounts by the part of the address before the @."""
    people = get_user_model().objects.filter(email__endswith=f"@{DOMAIN}")
    return {user.email.partition("@")[0]: user for user in people}


def _make(box: str, person: Person, password_hash: str, **fields: Any) -> User:
    """One account. It chooses no language, so that the browser's and the switch decide."""
    given, family, native = person
    card = CARDS.get(box, ())
    names = ("telephone", "languages", "function_en", "function_ko", "office_en", "office_ko")
    user = get_user_model()(
        email=f"{box}@{DOMAIN}",
        given_name=given,
        family_name=family,
        name_native=native,
        # Whoever has a name in Hangul puts the family name first.
        name_order=NameOrder.FAMILY_FIRST if native else NameOrder.GIVEN_FIRST,
        password=password_hash,
        **dict(zip(names, card, strict=False)),
        shows_to_programme=bool(card),
        first_steps_put_away_at=None if box in NEWCOMERS else clock.now(),
        **fields,
    )
    user.save()
    return user


def set_passwords(password: str) -> None:
    """Give every demonstration account the password, where it has another one.

    The hash is made once: hashing is slow by design, and a second start should not be.
    """
    fitting: dict[str, bool] = {}
    new = ""
    for user in get_user_model().objects.filter(email__endswith=f"@{DOMAIN}"):
        if user.password not in fitting:
            fitting[user.password] = user.check_password(password)
        if not fitting[user.password]:
            new = new or make_password(password)
            user.password = new
            user.save(update_fields=["password"])


def _password_file() -> Path:
    file: Path = settings.VAR_DIR / "demo-password"
    return file


def new_password() -> str:
    """A random password, kept where only this user of the machine reads it, to be printed again."""
    password = secrets.token_urlsafe(9)
    file = _password_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.chmod(0o600)
    file.write_text(password, encoding="ascii")
    return password


def _kept_password() -> str:
    file = _password_file()
    return file.read_text(encoding="ascii").strip() if file.exists() else ""
