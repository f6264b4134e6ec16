"""Busan and Barcelona writing and releasing their public results."""

from __future__ import annotations

from django.urls import reverse

from reports.public.writing import edit_results, find_results, release_results

SUMMARY = {"summary_en": "Two halls were reopened.", "summary_ko": "두 곳을 다시 열었습니다."}


def written(sides, role="eu", **changes):
    results = find_results(sides.pairing)
    return edit_results(
        **sides.by(role), results=results, version=results.version if results.pk else 1, changes=SUMMARY | changes
    )


def release(sides, role):
    results = find_results(sides.pairing)
    return release_results(**sides.by(role), results=results, version=results.version, edition=results.edition)


def public(sides, client, ending="/"):
    client.logout()
    strand = sides.pairing.strand.code
    return client.get(f"/results/{strand}/{sides.pairing.code}{ending}")


def own(sides, name):
    return reverse(f"reports:{name}", args=[sides.pairing.strand.code, sides.pairing.code])
