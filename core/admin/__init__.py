"""The ground of every page in the administration, and the register of acts."""

from core.admin.lists import PortalAdmin, ReadOnlyAdmin
from core.admin.log import AuditEntryAdmin
from core.admin.records import EditedAdmin, RecordAdmin, VersionedAdmin, WithHistory

__all__ = [
    "AuditEntryAdmin",
    "EditedAdmin",
    "PortalAdmin",
    "ReadOnlyAdmin",
    "RecordAdmin",
    "VersionedAdmin",
    "WithHistory",
]
