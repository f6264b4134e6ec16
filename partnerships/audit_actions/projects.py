"""What is done to cooperation projects, each act with its sentence."""

from django.utils.translation import gettext_lazy as _

from core import audit
from partnerships.enums import ProjectLevel, ResultKind

PROJECT_ADDED = "project-added"
PROJECT_EDITED = "project-edited"
PROJECT_LEVEL_CHANGED = "project-level-changed"
PROJECT_ORGANISATIONS_CHANGED = "project-organisations-changed"
PROJECT_MILESTONES_CHANGED = "project-milestones-changed"
RESULT_ADDED = "result-added"
RESULT_EDITED = "result-edited"
RESULT_REMOVED = "result-removed"

_LEVELS = dict(ProjectLevel.choices)
_RESULTS = {"kind": dict(ResultKind.choices)}

audit.register(PROJECT_ADDED, _("Added the cooperation project"))
audit.register(PROJECT_EDITED, _("Changed: %(fields)s"))
audit.register(
    PROJECT_LEVEL_CHANGED,
    _("Moved from the level “%(before)s” to “%(after)s”, on %(until)s"),
    words={"before": _LEVELS, "after": _LEVELS},
)
audit.register(PROJECT_ORGANISATIONS_CHANGED, _("Changed the organisations that take part"))
audit.register(PROJECT_MILESTONES_CHANGED, _("Changed the milestones that it is linked to"))
audit.register(RESULT_ADDED, _("Added a result: %(kind)s"), words=_RESULTS)
audit.register(RESULT_EDITED, _("Changed the result “%(kind)s”: %(figures)s"), words=_RESULTS)
audit.register(RESULT_REMOVED, _("Removed the result “%(kind)s”: %(figures)s"), words=_RESULTS)
