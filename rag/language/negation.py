"""Prefixes that deny: "inaccurate", "nonlinear", "incompatible"."""

import re
from functools import lru_cache

# "un-" and "non-" turn any adjective round; "in-", "im-", "ir-" and "dis-" only these.
_TURNING = ("un", "non")
_TURNING_BEFORE = {
    "in": ("able", "ible", "ent", "ant", "ate", "ive", "ect", "plete", "ly"),
    "im": ("able", "ible", "ect", "ure", "ly"),
    "ir": ("able", "ible", "ular", "vant", "ly"),
    "dis": ("similar", "honest", "continuous"),
}


@lru_cache(maxsize=1 << 14)
def has_positive(lower: str) -> bool:
    """Whether a prefix denies: "unreliable", "inaccurate", "nonlinear", and not "under"."""
    common = {"under", "until", "unless", "unit", "uni", "unified", "unify", "unique", "union",
              "universal", "understand", "underlying", "unlock", "unlike"}  # fmt: skip
    if (
        lower in common
        or lower.startswith(("under", "uni"))
        or not lower.startswith(("un", "non", "in", "im", "dis"))
    ):
        return False
    if lower.startswith(("un", "non")):
        return len(lower) > 6
    return bool(
        re.match(
            r"(?:in(?:accura|sufficien|capab|effici|effectiv|abil|consisten|compat|adequa|stabil"
            r"|feasib|tractab|complete|correct|dependen|sensitiv|vulner)|im(?:possib|practic|mune)"
            r"|dis(?:ab|advant|agree|regard|card|continu))",
            lower,
        )
    )


def turn(lower: str) -> list[str]:
    """What would say the opposite of a word by a prefix."""
    if len(lower) < 5:
        return []
    found = [prefix + lower for prefix in _TURNING]
    found += [p + lower for p, ends in _TURNING_BEFORE.items() if lower.endswith(ends)]
    return found
