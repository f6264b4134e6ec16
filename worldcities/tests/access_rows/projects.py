"""Access to the addresses of partnerships/projects/urls.py."""

from worldcities.tests.access_kinds import READ, SIDE_FORM, Access

ROWS: dict[str, Access] = {
    "partnerships:project-list": READ,
    "partnerships:pairing-projects": READ,
    "partnerships:project": READ,
    "partnerships:project-add": SIDE_FORM,
    "partnerships:project-edit": SIDE_FORM,
    "partnerships:project-level": SIDE_FORM,
    "partnerships:project-organisations": SIDE_FORM,
    "partnerships:project-milestones": SIDE_FORM,
    "partnerships:result-add": SIDE_FORM,
    "partnerships:result-edit": SIDE_FORM,
    "partnerships:result-remove": SIDE_FORM,
}
