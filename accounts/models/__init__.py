"""The people's accounts and the mails that go out to them."""

from accounts.models.mail import Mail
from accounts.models.user import User, UserManager, validate_time_zone

__all__ = ["Mail", "User", "UserManager", "validate_time_zone"]
