"""Who may visit what, as `docs/access.md` says it: every address with the status that answers each role and method."""

from dataclasses import dataclass

from django.conf import settings

ROLES = ("administrator", "staff", "authority", "coordinator", "observer", "outsider", "anonymous")
# The roles that a strand gives: in a strand that is not theirs they are outsiders.
OF_A_STRAND = frozenset({"staff", "authority", "coordinator", "observer"})
METHODS = ("GET", "POST")

# Redirected to the portal's own sign-in; every other redirect is 302.
SIGN_IN = "sign-in"
type Status = int | str
# What an address of each kind answers whoever may: its GET and its POST, which has none of the form's fields.
KINDS: dict[str, tuple[int, int]] = {"page": (200, 405), "form": (200, 422), "act": (405, 302)}


@dataclass(frozen=True)
class Access:
    """What an address answers to each role: its GET and its POST."""

    kind: str
    cells: dict[str, tuple[Status, Status]]

    def answer(self, role: str, method: str, *, foreign: bool = False) -> Status:
        """The status; in a strand that is not theirs the roles of a strand are outsiders."""
        get, post = self.cells["outsider" if foreign and role in OF_A_STRAND else role]
        return get if method == "GET" else post

    def opens(self, role: str) -> bool:
        """Whether the role sees the page or the form."""
        return self.cells[role][0] == 200


def _cell(kind: str, text: str) -> tuple[Status, Status]:
    """`yes`, a refusal, `sign-in`, or a GET and a POST in numbers."""
    if text == "yes":
        return KINDS[kind]
    if text == SIGN_IN:
        return SIGN_IN, SIGN_IN
    get, _, post = text.partition(", ")
    # A page takes no POST, and says so before it asks who sends it.
    return int(get), int(post or (405 if kind == "page" else get))


def _read_table() -> dict[str, Access]:
    table: dict[str, Access] = {}
    text = (settings.BASE_DIR / "docs" / "access.md").read_text(encoding="utf-8")
    for line in text.partition("## Every address")[2].splitlines():
        if line.startswith("| `"):
            name, kind, *cells = (cell.strip() for cell in line.strip("|").split("|"))
            name = name.strip("`")
            assert name not in table, name
            table[name] = Access(kind, {role: _cell(kind, one) for role, one in zip(ROLES, cells, strict=True)})
    return table


TABLE = _read_table()

# Django admin, by the end of a route's name: an administrator's GET and POST; everybody else is refused.
# A POST without its fields comes back with its faults; a list sends an unknown act back to itself.
ADMIN_RULE: dict[str, tuple[frozenset[int], frozenset[int]]] = {
    "index": (frozenset({200}), frozenset({200})),
    "of_page": (frozenset({302}), frozenset({302})),
    "app_list": (frozenset({200}), frozenset({200})),
    "login": (frozenset({302}), frozenset({302})),
    "logout": (frozenset({405}), frozenset({200, 302})),
    "password_change": (frozenset({302}), frozenset({302})),
    "password_change_done": (frozenset({200}), frozenset({405})),
    "jsi18n": (frozenset({200}), frozenset({405})),
    # Without a field to complete, and for a record that has no page of its own.
    "autocomplete": (frozenset({403}), frozenset({405})),
    "view_on_site": (frozenset({404}), frozenset({404})),
    "export": (frozenset({200}), frozenset({405})),
    "changelist": (frozenset({200}), frozenset({200, 302})),
    "simple_history": (frozenset({302}), frozenset({403})),
    "history": (frozenset({200}), frozenset({200})),
    # What services write is looked at and neither added nor changed.
    "add": (frozenset({200, 403}), frozenset({200, 403})),
    "change": (frozenset({200}), frozenset({200, 302, 403})),
    # What nobody edits here stays; no earlier version is written back from here.
    "code": (frozenset({200}), frozenset({422})),
    "lost_device": (frozenset({200}), frozenset({422})),
    "delete": (frozenset({200, 403}), frozenset({403, 422})),
}


def admin_rule(name: str) -> tuple[frozenset[int], frozenset[int]]:
    """The rule of a route of Django admin; KeyError for one that the table does not know."""
    route = name.removeprefix("admin:")
    return ADMIN_RULE[route if route in ADMIN_RULE else next(end for end in ADMIN_RULE if route.endswith(f"_{end}"))]


def admin_expected(name: str, role: str, method: str) -> frozenset[Status]:
    """What may answer: its door is the portal's own, closed with 403 for whoever is no administrator."""
    if role == "anonymous":
        return frozenset({SIGN_IN})
    if role != "administrator":
        return frozenset({403})
    get, post = admin_rule(name)
    return frozenset(get if method == "GET" else post)
