"""What ends of the programme with a person's access, and comes back with it: roles, deputising, invitations."""

from __future__ import annotations

from accounts.services.access import register_access_end
from partnerships.services.access_ends import end_work, give_work_back

register_access_end(end_work, give_work_back)
