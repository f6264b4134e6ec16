"""What is said of a file that is not taken, beside its field: the sentences that several of its checks share."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.errors import DomainError


def refusal(message: str) -> DomainError:
    """What is wrong with a file, beside its field."""
    return DomainError(message, field="file")


def damaged() -> DomainError:
    """A file that its own program could not read either."""
    return refusal(_("The file is damaged or incomplete. Open it, save it anew, and send that one."))


def protected() -> DomainError:
    """A file that opens with a password only: nobody can look into it."""
    return refusal(_("The file is protected with a password. Send one that can be opened without."))


def too_much() -> DomainError:
    """A file with more in it than is looked into."""
    return refusal(_("The file holds more than the portal takes once it is unpacked. Split it, or send it as a PDF."))


def macros() -> DomainError:
    """A file with programs of its office program."""
    return refusal(_("The file has macros, which are programs. Save it without macros and send that one."))


def program() -> DomainError:
    """A file within that is a program, or that nobody can look into."""
    return refusal(_("The file holds a program or an archive. Send it without, as one plain document."))


def unseen() -> DomainError:
    """An object that is neither a document nor a picture."""
    return refusal(
        _("The file holds an object that the portal cannot look into. Replace it by a picture, save, and send that.")
    )


def control() -> DomainError:
    """An ActiveX control, an applet, a plug-in."""
    return refusal(_("The file holds a control or plug-in, which is a program. Delete it, save, and send that one."))


def dde() -> DomainError:
    """A field, link or formula that talks to another program."""
    return refusal(
        _("The file has a DDE link, which can start a program. Replace it by its text, save, and send that one.")
    )


def linked() -> DomainError:
    """A part that is read from another file."""
    return refusal(
        _("The file reads a part of itself from another file. Break that link or put the part in, save, and send it.")
    )


def fetched() -> DomainError:
    """A part that is fetched from the network."""
    return refusal(
        _("The file fetches a part of itself from the network. Break that link or put the part in, save, and send it.")
    )


def template() -> DomainError:
    """A template that is fetched from the network."""
    return refusal(
        _("The file fetches its template from the network. Choose the template Normal in it, save, and send that one.")
    )


def script() -> DomainError:
    """A script, or an action that starts a program."""
    return refusal(_("The file starts a program or a script. Delete that action, save, and send that one."))
