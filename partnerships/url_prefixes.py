"""The beginnings that addresses share."""

STRAND = "strands/<slug:strand>"
PAIRING = f"{STRAND}/pairings/<slug:pairing>"
MILESTONE = f"{PAIRING}/milestones/<slug:milestone>"
