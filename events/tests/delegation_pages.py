"""What the tests of the pages of delegations have alike: the addresses, who looks, the forms."""

from django.urls import reverse

FIELDS = {"name_order": "family-first", "role": "member"}


def url(found, name, *more, partner="busan"):
    place = [found.pairing.strand.code, "autumn"]
    if name not in ("delegation-list", "quota-edit", "event"):
        place.append(partner)
    return reverse(f"events:{name}", args=[*place, *more])


def enter(client, found, role="counterpart", language="en"):
    user = found.act(role)["by"]
    user.language = language
    user.save()
    client.force_login(user)
    return client


def text(response):
    return response.content.decode()


def token(response):
    return response.context["form"]["once"].value()
