"""The made-up people of the demonstration, their accounts and their password."""

import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from accounts.enums import NameOrder
from accounts.models import User
from core import clock
from core.models import one_act, write_audit
from partnerships.enums import StrandRoleName
from partnerships.models import Membership, Participation, Strand, StrandRole

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
            for role in StrandRole.objects.filter(user__in=people).select_related("user").order_by("pk")
        ),
        *(
            (row.user.email, _name(row.user), f"Coordinator, {row.participation.partner.name_en}")
            for row in Membership.objects.not_ended(clock.today())
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


def make_people(strand: Strand, password_hash: str) -> None:
    """The administrator, one person in each role of the real strand, one coordinator for each partner."""
    _make("admin", ADMINISTRATOR, password_hash, is_superuser=True, is_staff=True)
    for name, person in ROLES.items():
        user = _make(name, person, password_hash)
        give_role(StrandRole(user=user, strand=strand, role=name))
    for participation in Participation.objects.filter(strand=strand).for_page().order_by("pk"):
        partner = participation.partner
        person = COORDINATORS.get(partner.code) or ("", partner.name_en, "")
        city = partner.first_city
        user = _make(partner.code, person, password_hash, time_zone=city.time_zone if city else "")
        # From the strand's own start, so that the portal can stand on a day of it.
        started = participation.strand.starts_on or clock.today()
        give_role(Membership(user=user, participation=participation, started_on=started))


@one_act()
def give_role(row: StrandRole | Membership) -> None:
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
