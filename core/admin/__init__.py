"""The ground of every page in the administration, and the register of acts."""

from core.admin.acts import AuditEntryAdmin
from core.admin.edited import EditedAdmin
from core.admin.lists import PortalAdmin, ReadOnlyAdmin
from core.admin.records import RecordAdmin, VersionedAdmin

__all__ = ["AuditEntryAdmin", "EditedAdmin", "PortalAdmin", "ReadOnlyAdmin", "RecordAdmin", "VersionedAdmin"]
