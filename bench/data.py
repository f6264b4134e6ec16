"""A strand of any number of pairings, made in bulk: half way, some of it late, some waiting, some silent.

Each pairing has 20 milestones, 5 projects, 12 contacts, 4 follow-ups, an agreement, an event, 10 organisations and 60
entries of the log; each partner has five pairings and one coordinator. One seed makes one strand, as of today.
"""

import datetime as dt
import random

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType

from core import clock
from core.models import AuditEntry, AuditNames
from core.periods import PartialDate, Period
from events.models import AgendaItem, Delegate, Delegation, Event, EventCity, EventHost, EventPairing
from partnerships import models as of
from reports.models import CityUpdate, ReportingPeriod

CODE, EACH = "bench", 5  # pairings of a partner
CHANCE, TODAY, SIDES, USER = random.Random(2026), clock.today(), ("eu", "counterpart"), get_user_model()
LEVELS = ("identified", "exploring", "exploring", "agreed", "piloting", "running", "not-pursued")
SECTORS = ("government", "research", "business", "business", "civil-society")
SUBJECTS = ("street lights", "air along the roads", "empty mills", "open data", "buses", "heat", "ports", "clinics")
WORDS = "Both cities compared what a lamp costs in a year, and agreed whom to ask next. "
DAYS = {"old": "2026-05-04", "new": "2026-06-01", "until": "2026-06-01", "fields": "title_en"}
ACTS = {
    of.Milestone: ("milestone-reschedule", "milestone-report"),
    of.Project: ("project-edit", "project-organisations"),
    of.Contact: ("contact-add", "contact-withdraw"),
    of.FollowUp: ("follow-up-added", "follow-up-finish"),
}
one_of = CHANCE.choice


def day(number):
    return TODAY + dt.timedelta(days=number)


def noon(number):
    return clock.end_of(day(number)) - dt.timedelta(hours=12)


def made(model, items, fields):
    """A saved row for each item, of what `fields` makes of it: its values, and periods as two days from today."""
    rows = []
    for item in items:
        values = fields(*item) if isinstance(item, tuple) else fields(item)
        periods = {name: values.pop(name) for name in ("baseline", "forecast", "actual") if name in values}
        rows.append(model(**values))
        for name, ends in periods.items():
            setattr(rows[-1], name, Period(*(PartialDate(day(end)) for end in ends)))
    return model._base_manager.bulk_create(rows, batch_size=500)


def owner(people, pairing, side):
    return people[pairing.eu_id if side == "eu" else pairing.counterpart_id]


def fill(number):
    """The whole strand, of so many pairings."""
    programme = of.Programme(code="world-cities", name_en="World Cities", name_ko="세계도시")
    names = {"programme_en": "World Cities", "name_en": "EU-Korea", "name_ko": "한-EU", "phase": "2026"}
    strand = of.Strand(
        code=CODE, countries="KR", starts_on=day(-240), ends_on=day(120), programme_record=programme, **names
    )
    for row in (programme, strand):
        type(row)._base_manager.bulk_create([row])
    same = {"strand": strand}
    areas = made(of.Theme, range(4), lambda n: same | {"code": f"area-{n}", "name_en": f"Area {n}", "position": n})
    topics = made(
        of.Theme,
        range(20),
        lambda n: same | {"code": f"topic-{n}", "name_en": SUBJECTS[n % 8], "position": n, "parent": areas[n % 4]},
    )
    members, people = partners(same, number // EACH, topics)
    half = len(members) // 2
    pairings = made(
        of.Pairing,
        range(number),
        lambda n: (
            same
            | {"code": f"pairing-{n}", "status": "active", "why_en": WORDS, "summary_en": WORDS * 3}
            | {"eu": members[n % half], "counterpart": members[half + (n + n // half * 7) % half]}
            | {"theme_codes": f"{topics[n % 20].code};{topics[(n + 7) % 20].code}"}
        ),
    )
    themes = [(one, n + place * 7, place) for n, one in enumerate(pairings) for place in (0, 1)]
    made(
        of.PairingTheme,
        themes,
        lambda pairing, n, place: {"pairing": pairing, "theme": topics[n % 20], "position": place},
    )
    about = [*journey(same, pairings), *together(same, pairings, topics, people)]
    confirm(pairings, people)
    meet(same, pairings)
    log(strand, about, people, number * 60)
    report(same, members, {"code": "first", "status": "accepted"}, (-240, -90, -60))
    report(same, members, {"code": "second", "status": "draft"}, (-89, 10, 30))


def report(same, members, about, days):
    """A reporting period, of which each partner has told something."""
    dates = dict(zip(("starts_on", "ends_on", "due_on"), map(day, days), strict=True))
    period = made(ReportingPeriod, [about["code"]], lambda code: same | dates | {"code": code, "kind": "interim"})[0]
    told = {"period": period, "status": about["status"], "achieved_en": WORDS * 4}
    made(CityUpdate, members, lambda member: told | {"participation": member})


def partners(same, each, topics):
    """Both sides' partners, their cities, needs and offers; and who works for them, by participation."""
    members, people, new = [], {}, {"first_steps_put_away_at": noon(-200), "tasks_seen_at": noon(-1)}
    for side, country, zone, word in (
        ("eu", "ES", "Europe/Madrid", "Vila"),
        ("counterpart", "KR", "Asia/Seoul", "Dong"),
    ):
        taking_part, users = a_side(same, side, {"country": country, "time_zone": zone}, word, each, new)
        members += taking_part
        people |= {member.pk: user for member, user in zip(taking_part, users, strict=True)}
    names = ("staff", "authority", "observer")
    office = made(USER, names, lambda name: new | {"email": f"{name}@bench.example", "family_name": name})
    made(of.StrandRole, office, lambda user: same | {"user": user, "role": user.family_name})
    wishes = [(member, topic, one_of(["need", "offer"])) for member in members for topic in CHANCE.sample(topics, 6)]
    made(of.Interest, wishes, lambda member, topic, kind: {"participation": member, "topic": topic, "kind": kind})
    return members, people


def a_side(same, side, place, word, each, new):
    """The partners of a side in its strand, and a coordinator of each."""
    north, east = (38, -6) if side == "eu" else (34, 126)

    def city(code, name):
        where = {"latitude": round(north + 9 * CHANCE.random(), 4), "longitude": round(east + 9 * CHANCE.random(), 4)}
        return place | where | {"code": code, "name_en": name, "home_strand": same["strand"]}

    rows, worker = [(f"{side}-{n}", f"{word} {n}") for n in range(each)], new | {"time_zone": place["time_zone"]}
    cities = made(of.City, rows, city)
    found = made(
        of.Partner, rows, lambda code, name: {"code": code, "name_en": name, "kind": "city", "city_codes": code}
    )
    both = list(zip(found, cities, strict=True))
    made(of.PartnerCity, both, lambda partner, city: {"partner": partner, "city": city, "position": 1})
    made(of.DirectoryCity, cities, lambda city: same | {"city": city})
    made(of.DirectoryPartner, found, lambda partner: same | {"partner": partner})
    taking_part = made(
        of.Participation, found, lambda partner: same | {"partner": partner, "side": side, "delegates": 4}
    )
    accounts = [(f"{code}@bench.example", name) for code, name in rows]
    users = made(USER, accounts, lambda mail, name: worker | {"email": mail, "given_name": "Jisu", "family_name": name})
    work = list(zip(users, taking_part, strict=True))
    made(of.Membership, work, lambda user, member: {"user": user, "participation": member, "started_on": day(-240)})
    return taking_part, users


def journey(same, pairings):
    """Four stages with twenty milestones in each pairing: half are over, of which one in twelve is late."""
    spans = {"Launch": (-240, -200), "Decentralised cooperation": (-199, 20), "Visits": (21, 80), "Closing": (81, 120)}
    stages = made(
        of.Stage,
        enumerate(spans.items()),
        lambda n, stage: (
            same
            | {"code": f"stage-{n}", "position": n, "name_en": stage[0], "baseline": stage[1], "forecast": stage[1]}
        ),
    )

    def planned(n):
        begins, answers = -235 + 18 * n, {"responsible": ("eu", "counterpart", "both")[n % 3]}
        stage = stages[sum(begins > last for _first, last in spans.values())]
        names = {"stage": stage, "code": f"item-{n}", "title_en": f"Step {n}: {SUBJECTS[n % 8]}"}
        text = {5: "agreed-themes", 17: "closing"}.get(n, "")
        answers |= {"confirmed_text": text, "confirmation": "both" if text else "", "baseline": (begins, begins + 2)}
        return names | answers | {"forecast": (begins, begins + 2)}

    def reached(pairing, item):
        n, item = item
        values, moved = planned(n) | {"pairing": pairing, "plan_item": item}, one_of([0, 0, 0, 7])
        values["forecast"] = tuple(end + moved for end in values["forecast"])
        if values["forecast"][1] < 0:
            values["status"] = one_of(["planned", "unknown", *["done"] * 10])
        return values | ({"actual": values["forecast"]} if values.get("status") == "done" else {})

    items = list(enumerate(made(of.PlanItem, range(20), lambda n: same | planned(n))))
    return made(of.Milestone, [(pairing, item) for pairing in pairings for item in items], reached)


def together(same, pairings, topics, people):
    """Organisations, projects, contacts, follow-ups, agreements; of one pairing in eight the sides are long silent."""
    offices = range(len(pairings) * 10)
    organisations = made(
        of.Organisation,
        offices,
        lambda n: {"code": f"office-{n}", "name_en": f"Office of {SUBJECTS[n % 8]}, {n}", "sector": one_of(SECTORS)},
    )
    made(of.DirectoryOrganisation, organisations, lambda one: same | {"organisation": one})
    projects = made(
        of.Project,
        [(n, pairing, place) for n, pairing in enumerate(pairings) for place in range(5)],
        lambda n, pairing, place: (
            same
            | {"pairing": pairing, "code": f"project-{n}-{place}", "topic": one_of(topics), "lead": one_of(SIDES)}
            | {"title_en": f"Shared work on {one_of(SUBJECTS)} and {one_of(SUBJECTS)}, {n}.{place}"}
            | {"level": one_of(LEVELS), "level_since": day(-CHANCE.randrange(1, 200)), "summary_en": WORDS * 3}
        ),
    )
    parts = [(project, *part) for project in projects for part in enumerate(CHANCE.sample(organisations, 2))]
    made(
        of.ProjectOrganisation,
        parts,
        lambda project, place, one: {"project": project, "organisation": one, "position": place},
    )
    last = [one_of([2, 5, 9, 12, 16, 20, 25, 60]) for _pairing in pairings]
    contacts = made(
        of.Contact,
        [(pairing, -since - n * 15, n) for pairing, since in zip(pairings, last, strict=True) for n in range(12)],
        lambda pairing, on, n: (
            {"pairing": pairing, "code": f"contact-{n}", "kind": one_of(["call", "mail", "meeting"])}
            | {"on": day(on), "side": one_of(SIDES), "what_en": WORDS, "author_label": "Jisu Kim"}
        ),
    )
    promises = made(
        of.FollowUp,
        [(pairing, n, due) for pairing in pairings for n, due in enumerate((CHANCE.randrange(-20, 5), 9, 40, -30))],
        lambda pairing, n, due: (
            {"pairing": pairing, "code": f"follow-up-{n}", "what_en": f"Send figures of {SUBJECTS[n]}"}
            | {"side": SIDES[n % 2], "owner": owner(people, pairing, SIDES[n % 2]), "due_on": day(due)}
            | ({"state": "done", "closed_on": day(due)} if n == 3 else {})
        ),
    )
    made(
        of.Agreement,
        enumerate(pairings),
        lambda n, pairing: (
            same
            | {
                "pairing": pairing,
                "code": f"agreement-{n}",
                "kind": "mou",
                "title_en": "Memorandum",
                "text_en": WORDS * 5,
            }
            | {"status": one_of(["discussed", "drafted", "signed"])}
        ),
    )
    return [*projects, *contacts, *promises]


def confirm(pairings, people):
    """Agreed themes, which both sides have confirmed in two of three pairings, and one side in the third."""
    texts = made(
        of.AgreedThemes,
        pairings,
        lambda one: {"pairing": one, "theme_codes": one.theme_codes, "agreed_by_en": "At a call"},
    )
    kind = {"content_type": ContentType.objects.get_for_model(of.AgreedThemes), "slug": "agreed-themes", "edition": 1}
    editions = made(
        of.TextEdition,
        texts,
        lambda text: (
            kind | {"object_id": text.pk, "pairing": text.pairing, "body": text.text_body(), "sha256": "0" * 64}
        ),
    )

    def confirmation(n, edition, side):
        asked = {"text": edition, "side": side, "sha256": "0" * 64, "asked_at": noon(-CHANCE.randrange(1, 30))}
        by = owner(people, edition.pairing, side)
        said = {"state": "confirmed", "confirmed_at": noon(0), "by": by, "by_label": by.kept_name}
        return asked | (said if n % 3 or side == "eu" else {})

    made(of.Confirmation, [(n, one, side) for n, one in enumerate(editions) for side in SIDES], confirmation)


def meet(same, pairings):
    """An event for each pairing; the first of ten is a mission of theirs, the next four its parts. Half are over."""
    cities = {one.partner_id: one.city for one in of.PartnerCity.objects.select_related("city")}
    missions, events = {}, []

    def event(number, pairing):
        place, ten = number % 10, number // 10
        begins = -200 + ten * 320 // max(len(pairings) // 10, 1) + place
        status = "planned" if begins > -8 else one_of(["held", "held", "held", "planned", "unknown"])
        days, partner = (begins, begins + (1 if place else 9)), pairing.eu.partner
        served = [pairing] if place else pairings[number : number + 10]
        return (
            same
            | {"code": f"event-{number}", "title_en": f"Meeting on {SUBJECTS[number % 8]}, {number}", "status": status}
            | {"kind": one_of(["study-visit", "working-meeting"]) if place else "mission", "venue": "City hall"}
            | {"part_of": missions[ten] if 0 < place < 5 else None, "objectives_en": WORDS * 2}
            | {"city_codes": cities[partner.pk].code, "host_codes": partner.code, "nominate_until": day(begins - 20)}
            | {"pairing_codes": ";".join(one.code for one in served), "baseline": days, "forecast": days}
            | ({"actual": days} if status == "held" else {})
        )

    numbered = list(enumerate(pairings))
    missions |= enumerate(made(Event, numbered[::10], event))
    others = made(Event, [row for row in numbered if row[0] % 10], event)
    events = [(one, pairings[int(one.code.split("-")[1])]) for one in (*missions.values(), *others)]
    made(EventCity, events, lambda one, pairing: {"event": one, "city": cities[pairing.eu.partner_id], "position": 1})
    made(EventHost, events, lambda one, pairing: {"event": one, "participation": pairing.eu, "position": 1})
    by_code = {one.code: one for one in pairings}
    served = [(one, *place) for one, _pairing in events for place in enumerate(one.pairing_codes.split(";"))]
    made(EventPairing, served, lambda one, n, code: {"event": one, "pairing": by_code[code], "position": n})
    sessions = [(one, n) for one, _pairing in events for n in range(6)]
    made(AgendaItem, sessions, lambda one, n: {"event": one, "position": n, "kind": "session", "title_en": SUBJECTS[n]})
    sent = [(one, side) for one, pairing in events for side in (pairing.eu, pairing.counterpart)]
    delegations = made(Delegation, sent, lambda one, side: {"event": one, "participation": side})
    made(
        Delegate,
        [(one, n) for one in delegations for n in range(CHANCE.randrange(2, 5))],
        lambda one, n: (
            {"delegation": one, "number": n, "family_name": "Kim", "given_name": f"Minho {n}"}
            | {"sector": "research", "status": one_of(["confirmed", "nominated"])}
        ),
    )


def log(strand, rows, people, number):
    """What was done, spread over the days until today."""

    def entry(n):
        row = one_of(rows)
        action, actor = one_of(ACTS[type(row)]), owner(people, row.pairing, one_of(SIDES))
        return (
            {"action": action, "actions": f" {action} ", "parameters": DAYS, "at": noon(-240 + 240 * n // number)}
            | {"actor": actor, "strand_id": strand.pk, "pairing_id": row.pairing_id}
            | {"object_type": row._meta.label_lower, "object_id": row.pk}
        )

    entries = made(AuditEntry, range(number), entry)
    titles = {(type(row)._meta.label_lower, row.pk): str(row)[:300] for row in rows}

    def names(one):
        return {
            "entry": one,
            "actor_label": one.actor.kept_name,
            "object_label": titles[one.object_type, one.object_id],
        }

    made(AuditNames, entries, names)
