"""Wordings that say what the abstract does not: what the checker must catch."""

import random
import re
from collections.abc import Callable, Sequence

from benchmarks.checker.variants import Maker, both_ways, change_first, swap_word

_DIRECTIONS = both_ways(
    """
    improves/degrades improve/degrade improving/degrading improved/degraded higher/lower
    increase/decrease increases/decreases increasing/decreasing reduces/increases
    reducing/increasing faster/slower better/worse larger/smaller outperforms/underperforms
    outperform/underperform
    more/less stronger/weaker enhances/worsens enhance/worsen low/high superior/inferior
    surpasses/trails boosts/lowers enables/prevents longer/shorter fewer/more
    """
)
_UNITS = both_ways(
    """
    million/billion hours/days minutes/hours seconds/minutes gb/mb tokens/parameters images/videos
    weeks/months years/months samples/hours tasks/languages questions/images thousand/million
    gpus/participants videos/questions steps/epochs percent/points
    """
)
_STRONG = {
    "some": "all", "several": "all", "many": "all", "most": "all", "often": "always",
    "typically": "always", "usually": "always", "sometimes": "always", "generally": "always",
    "suggest": "prove", "suggests": "proves", "can": "always", "could": "always", "may": "always",
    "might": "always", "various": "all", "multiple": "all", "indicate": "prove",
    "partially": "fully",
    "show": "prove", "shows": "proves", "demonstrates": "proves", "demonstrate": "prove",
    "largely": "entirely", "nearly": "entirely", "mitigates": "completely eliminates",
    "reduces": "completely eliminates", "mitigate": "completely eliminate",
}  # fmt: skip
_DETAILS = """
, trained on a cluster of 64 TPUs for two weeks|, using a genetic algorithm for the search
|, including experiments with elderly patients in Brazil|, and the work was funded by the army
|, which was later adopted in commercial satellites|, with annotators hired in Kenya and Vietnam
|, as confirmed by a telephone survey of farmers|, based on a wavelet transform of the gradients
|, after removing offensive tweets with a spam filter|, and it received the best paper award
|, initialised from a speech recognition checkpoint|, on top of a relational database engine
|, following suggestions by professional musicians|, under a differential privacy budget
|, and runs on smartwatches with a coin battery|, using Bayesian optimisation of the temperature
""".replace("\n", "").split("|")


def _change_number(sentence: str, abstract: str, chance: random.Random) -> str | None:
    found = [
        m
        for m in re.finditer(
            r"(?<![\w.,@-])\d+(?:,\d{3})*(?:\.\d+)?(?![\w.-]*[A-Za-z]-|\d)", sentence
        )
        if float(m[0].replace(",", "")) > 2
    ]
    if not found:
        return None
    match = chance.choice(found)
    number = match[0]
    for _ in range(20):
        digits = [n for n, c in enumerate(number) if c.isdigit()]
        place = chance.choice(digits)
        new = chance.choice("123456789")
        changed = number[:place] + new + number[place + 1 :]
        if changed.strip("0.,") and not re.search(rf"(?<!\d){re.escape(changed)}(?!\d)", abstract):
            return sentence[: match.start()] + changed + sentence[match.end() :]
    return None


def _change_unit(sentence: str, abstract: str, chance: random.Random) -> str | None:
    table = "|".join(_UNITS)
    changes: list[tuple[str, Callable[[re.Match[str]], str]]] = [
        (rf"(?<=\d)(\s?)({table})\b", lambda m: f" {_UNITS[m[2].lower()]}"),
        (r"(?<=\d)B(?= (?:tokens|parameters|param))", lambda m: "M"),
        (r"(?<=\d)M(?= (?:tokens|parameters|param|images|pairs))", lambda m: "B"),
        (r"(?<=\d)\s?\\?%", lambda m: "x"),
        (r"(?<=\d)(?:x|×|\\times)(?=[\s,.])(?!\s?\d)", lambda m: "%"),
        (r"(?<=\d)K(?= )", lambda m: "M"),
    ]
    chance.shuffle(changes)
    return next(
        filter(None, (change_first(pattern, sentence, new) for pattern, new in changes)), None
    )


_COINED = re.compile(
    r"\b(?:[A-Z][a-z]+[A-Z]\w*(?:-\w+)*|[A-Z]{2,}[a-z]*(?:-[A-Z\d][\w.]*)+|[A-Z][a-z]+-[A-Z\d][\w.]*)"
)


def find_coined(text: str) -> list[str]:
    """Names that somebody made up: a capital inside the word, or behind a hyphen."""
    found = dict.fromkeys(_COINED.findall(text))
    return [name for name in found if not re.search(r"-[A-Z][a-z]+(?:ed|ing|s)?$", name)]


def make_name_changer(names: Sequence[str]) -> Maker:
    """Another coined name, or an organization as the one who acts, in place of the right one."""
    firms = (
        "Tencent",
        "Google",
        "Baidu",
        "Nvidia",
        "Microsoft",
        "Stanford",
        "Huawei",
        "Salesforce",
    )

    def change(sentence: str, abstract: str, chance: random.Random) -> str | None:
        own = find_coined(sentence)
        if own and (not sentence.startswith("We ") or chance.random() < 0.5):
            new = next(
                (n for n in chance.sample(names, 20) if n.lower() not in abstract.lower()), None
            )
            return sentence.replace(chance.choice(own), new) if new else None
        if not re.match(r"We [a-z]+ ", sentence) or sentence.split()[1].endswith("ly"):
            return None
        verb = sentence.split()[1]
        if verb in ("further", "then", "also", "first", "find", "experiment", "can", "have", "are"):
            return None
        firm = next(f for f in chance.sample(firms, 8) if f.lower() not in abstract.lower())
        ending = "es" if verb.endswith(("s", "sh", "ch")) else "s"
        return f"{firm} {verb}{ending} {sentence.split(' ', 2)[2]}"

    return change


def _negate(sentence: str, abstract: str, chance: random.Random) -> str | None:
    """The main verb denied, or a denial dropped."""
    drops = [
        (r"\b(do|does|did|is|are|was|were|can|could) not\b", lambda m: m[1]),
        (r"\bcannot\b", lambda m: "can"),
        (r"\bwithout\b", lambda m: "with"),
        (r"\bfails? to\b", lambda m: "manages to"),
    ]
    chance.shuffle(drops)
    dropped = next(filter(None, (change_first(p, sentence, new) for p, new in drops)), None)
    if dropped:
        return dropped
    for pattern, new in (
        (r"\b(is|are|was|were|can|could|will)\b(?! not)(?= [a-z])", lambda m: f"{m[1]} not"),
        (
            r"\b(outperform|surpasse?|achieve|improve|reduce|enable|show|require|provide|introduce"
            r"|generate|exhibit|support|contain|allow|use|learn|preserve|remain|perform|yield)s\b",
            lambda m: f"does not {m[1].removesuffix('e') if m[1] == 'surpasse' else m[1]}",
        ),
        (r"^We (?=[a-z])", lambda m: "The authors do not "),
    ):
        changed = change_first(pattern, sentence, new)
        if changed:
            return changed
    return None


def _turn_direction(sentence: str, abstract: str, chance: random.Random) -> str | None:
    return swap_word(_DIRECTIONS, sentence, chance)


_NOUN = r"[A-Za-z\d][\w.-]*(?:\s[\w.-]+){0,3}?"


def _swap_roles(sentence: str, abstract: str, chance: random.Random) -> str | None:
    """Both sides of "outperforms", of "than", or of "from … to" changed for each other."""
    end = r"(?=\s(?:by|on|in|across|with|while|at|for|and|when|under)\b|[,.;:])"
    for pattern, new in (
        (
            rf"\b([A-Z][\w.-]*[A-Z\d][\w.-]*|[Oo]ur (?:method|model|approach|framework))"
            rf"((?: \w+ly)? (?:outperforms|surpasses|exceeds|beats) )({_NOUN}){end}",
            lambda m: f"{m[3]}{m[2]}{m[1]}",
        ),
        (
            rf"\b({_NOUN}) (is|are) ((?:\w+ ){{0,2}}(?:\w+er|more \w+) than) ({_NOUN}){end}",
            lambda m: f"{m[4]} {m[2]} {m[3]} {m[1]}",
        ),
        (
            r"\bfrom (\S*\d\S*?) to (\S*\d[^\s,.]*(?:\.\d+\S*?)?)(?=[\s,.])",
            lambda m: f"from {m[2]} to {m[1]}",
        ),
        (
            rf"\b([A-Z][\w-]+) (instead of|rather than|replaces) ({_NOUN}){end}",
            lambda m: f"{m[3]} {m[2]} {m[1]}",
        ),
    ):
        changed = change_first(pattern, sentence, new)
        if changed:
            return changed[0].upper() + changed[1:]
    return None


def _overclaim(sentence: str, abstract: str, chance: random.Random) -> str | None:
    changed = swap_word(_STRONG, sentence, chance)
    if changed and re.search(r"\balways be\b|\ball of\b", changed):
        return None
    return changed


def _add_detail(sentence: str, abstract: str, chance: random.Random) -> str | None:
    return sentence.rstrip(".") + chance.choice(_DETAILS) + "."


def make_false(names: Sequence[str]) -> dict[str, Maker]:
    """The makers of false variants by class, all but "wrong paper"."""
    return {
        "numbers": _change_number,
        "units": _change_unit,
        "names": make_name_changer(names),
        "negation": _negate,
        "direction": _turn_direction,
        "roles": _swap_roles,
        "overclaims": _overclaim,
        "added detail": _add_detail,
    }
