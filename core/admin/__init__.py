"""The ground of every page in the administration, and the register of acts."""

from core.admin.lists import ChooseRecords, ChoosesRecords, PortalAdmin, ReadOnlyAdmin
from core.admin.log import AuditEntryAdmin
from core.admin.records import EditedAdmin, RecordAdmin, VersionedAdmin, WithHistory

__all__ = [
    "AuditEntryAdmin",
    "ChooseRecords",
    "ChoosesRecords",
    "EditedAdmin",
    "PortalAdmin",
    "ReadOnlyAdmin",
    "RecordAdmin",
    "VersionedAdmin",
    "WithHistory",
]
