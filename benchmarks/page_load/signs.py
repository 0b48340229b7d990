"""What a page shows while it answers, from which waits are told, and the pace of what is paced."""

SOURCES, PENDING, DONE = "passages retrieved", "being checked", "Answer ready"
ABSTAINED = "The nearest papers are listed"
PACE = 20  # tokens a second
TOKENS = 60
