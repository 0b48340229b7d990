"""What several filters read in the same words; each constant is a part of a regular expression."""

import re

from index.papers.filters import Key

PAPER = r"(?:papers?|articles?|publications?|preprints?|manuscripts?)"
WORK = rf"(?:{PAPER}|works?|research|stud(?:y|ies)|reports?)"
AUTHOR = r"(?:co-?)?author"  # "s", "ed" and the like follow
UPVOTES = r"(?:up-?votes?|likes|votes)"
HOW_MANY = r"how\s+many"
# Says that the collection is meant, whatever it is about.
HERE = (
    r"(?:here|(?:in|of|on|from)\s+(?:this|the|your|our|that)\s+(?:whole\s+|entire\s+)?"
    r"(?:list|collection|corpus|index|library|page|catalog(?:ue)?|set\s+of\s+papers)|indexed"
    r"|(?:do|did)\s+(?:you|we)\s+(?:have|know|hold)|(?:you|we)\s+have|in\s+stock)"
)


def ignore_case(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that reads capitals and small letters alike."""
    return re.compile(pattern, re.IGNORECASE)


def read_key(noun: str) -> Key:
    """Which fact of a paper is meant: "likes" are upvotes; a date where it is no count."""
    word = noun.casefold()
    if "author" in word:
        return "authors"
    if word.startswith("comment"):
        return "comments"
    return "upvotes" if word.startswith(("up", "like", "vote", "popular")) else "date"
