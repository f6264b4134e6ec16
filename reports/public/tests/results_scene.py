"""Busan and Barcelona writing and releasing their public results."""

from django.urls import reverse

from reports.public.actions import EditResults, ReleaseResults
from reports.public.selectors import find_results

SUMMARY = {"summary_en": "Two halls were reopened.", "summary_ko": "두 곳을 다시 열었습니다."}


def written(sides, role="eu", **changes):
    results = find_results(sides.pairing)
    return EditResults.do(results, **sides.by(role), version=results.version, changes=SUMMARY | changes)


def release(sides, role):
    results = find_results(sides.pairing)
    return ReleaseResults.do(results, **sides.by(role), version=results.version, edition=results.edition)


def public(sides, client, ending="/"):
    client.logout()
    strand = sides.pairing.strand.code
    return client.get(f"/results/{strand}/{sides.pairing.code}{ending}")


def own(sides, name):
    return reverse(f"reports:{name}", args=[sides.pairing.strand.code, sides.pairing.code])
