"""What people do to the texts of a pairing, and to each side's confirmation of them."""

from partnerships.confirmations.actions.confirmations import (
    SIDE_ACTIONS,
    ConfirmText,
    TakeToApproval,
    WithdrawConfirmation,
    confirm_several,
)
from partnerships.confirmations.actions.texts import EditText, RequestConfirmation

__all__ = [
    "SIDE_ACTIONS",
    "ConfirmText",
    "EditText",
    "RequestConfirmation",
    "TakeToApproval",
    "WithdrawConfirmation",
    "confirm_several",
]
