"""What is read of agreements: how far one has come, those of a project, and those that contradict themselves."""

from urllib.parse import urlencode

from django.db.models import BigIntegerField, QuerySet

from core import clock
from core.access import Grants
from core.flat_rows import prepared
from core.folding import ByName
from core.formats import format_date
from partnerships.agreements.models import Agreement
from partnerships.confirmations.selectors import text_states
from partnerships.enums import AgreementStatus
from partnerships.models import Organisation, Pairing, Project
from partnerships.places.selectors import read_places

_WAY = (AgreementStatus.DISCUSSED, AgreementStatus.DRAFTED, AgreementStatus.SIGNED)


def is_confirmed(agreement: Agreement) -> bool:
    """Whether both sides have confirmed the text as it stands now."""
    return agreement.is_written and text_states([agreement])[Agreement, agreement.pk].both


def steps_of(agreement: Agreement) -> list[tuple[str, str, str]]:
    """The way of an agreement, each step as label, state and since when, as far as that is known; one query."""
    order = list(AgreementStatus.values)
    since: dict[str, str] = {}
    before = -1
    saved = agreement.history.order_by("history_id").values_list("status", "history_date", "history_change_reason")
    for status, at, reason in saved:
        # A pack tells what was so before, and not since when.
        if (reached := order.index(status)) > before:
            since[status] = "" if reason == "pack-loaded" else format_date(clock.day_of(at))
            since.setdefault(AgreementStatus.DISCUSSED, since[status])
        before = reached
    since[AgreementStatus.SIGNED] = format_date(agreement.signed_on_date) if agreement.signed_on_date else ""
    lapsed = agreement.status == AgreementStatus.LAPSED
    # A lapsed one that was never signed has no step to come.
    way = [status for status in _WAY if not (lapsed and status == AgreementStatus.SIGNED and not agreement.is_signed)]
    found = []
    for status in way:
        done = order.index(status) <= order.index(agreement.status)
        label = agreement.status_label if status == agreement.status else str(status.label)
        found.append((label, "done" if done else "planned", since.get(status, "") if done else ""))
    if lapsed:
        found.append((str(AgreementStatus.LAPSED.label), "cancelled", format_date(agreement.lapsed_on)))
    return found


def parties_by_side(agreement: Agreement) -> tuple[dict[str, list[Organisation]], list[Organisation]]:
    """The named parties below the partner of their city, and those of neither; two queries."""
    sides: dict[str, list[Organisation]] = {"eu": [], "counterpart": []}
    rest: list[Organisation] = []
    read_places([partner for _side, partner in agreement.pairing.partners])
    cities = {side: {place.city_id for place in partner.places.all()} for side, partner in agreement.pairing.partners}
    for row in agreement.signatories.select_related("organisation").order_by("position"):
        side = next((side for side in sides if row.organisation.city_id in cities[side]), "")
        (sides[side] if side else rest).append(row.organisation)
    return sides, rest


def add_url(grants: Grants, pairing: Pairing, **query: str) -> str:
    """Where an agreement is added; empty where the reader may not."""
    if not (pairing.is_open and pairing.actors(grants)):
        return ""
    url = pairing.address_of("partnerships:agreement-add")
    return f"{url}?{urlencode(query)}" if query else url


@prepared(project=BigIntegerField())
def _agreements(project: int) -> QuerySet[Agreement]:
    return Agreement.objects.filter(projects=project).order_by(ByName(), "pk")


def agreements_of(grants: Grants, project: Project) -> dict[str, object]:
    """What a project is anchored in, as its page shows it; one query."""
    rows = _agreements(project=project.pk)
    for row in rows:
        row.pairing = project.pairing
    return {"rows": rows, "add_url": add_url(grants, project.pairing, project=project.code)}
