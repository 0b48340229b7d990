"""True and false variants of real sentences, made by rule and seeded: what the checker must tell.

Each maker takes a sentence, its abstract and a source of chance, and gives another wording of the
sentence or None where it does not apply. The word lists are the benchmark's own, not the checker's.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Maker = Callable[[str, str, random.Random], str | None]


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence beside an abstract, and whether the abstract supports it.

    `kind` is the class of a false one; of a true one "kept", with how it was made in `made`.
    """

    abstract: str
    sentence: str
    label: bool
    kind: str
    made: str


def _first(pattern: str, text: str, change: "Callable[[re.Match[str]], str]") -> str | None:
    """The text with its first match changed; None without a match or a change."""
    changed = re.sub(pattern, change, text, count=1, flags=re.IGNORECASE)
    return changed if changed != text else None


def _swap_word(table: dict[str, str], text: str, chance: random.Random) -> str | None:
    """One word of the table replaced by its other, with the capital kept."""
    # A capital inside a sentence is a name's: "Large Language Model".
    found = [
        m
        for m in re.finditer(r"[A-Za-z-]+", text)
        if m[0].lower() in table and (m.start() == 0 or m[0][0].islower())
    ]
    if not found:
        return None
    match = chance.choice(found)
    new = table[match[0].lower()]
    new = new[0].upper() + new[1:] if match[0][0].isupper() else new
    return text[: match.start()] + new + text[match.end() :]


def _both_ways(lines: str) -> dict[str, str]:
    pairs = [line.split("/") for line in lines.split()]
    return {a: b for a, b in pairs} | {b: a for a, b in pairs}


# --- true ones ---------------------------------------------------------------------------------
_TELLING = r"^(?:However|Moreover|Furthermore|Additionally|Specifically|In particular|Notably|Finally|In this (?:paper|work)|To this end|In addition|Remarkably|Extensive experiments (?:show|demonstrate) that|Our results (?:show|demonstrate) that|Experiments (?:show|demonstrate) that),?\s"
_SYNONYMS = {
    "propose": "put forward", "introduce": "present", "present": "describe", "presents": "describes",
    "introduces": "puts forward", "proposes": "puts forward", "demonstrate": "show",
    "demonstrates": "shows", "show": "report", "shows": "reveals", "outperforms": "beats",
    "surpasses": "outperforms", "achieves": "reaches", "achieve": "attain", "enables": "allows",
    "utilizes": "makes use of", "leverages": "exploits", "leveraging": "using", "employs": "uses",
    "employ": "use", "constructs": "builds", "construct": "build", "significantly": "markedly",
    "substantially": "considerably", "existing": "previous", "novel": "new", "requires": "needs",
    "remains": "stays", "improves": "enhances", "improving": "enhancing", "reduces": "cuts",
    "reducing": "lowering", "facilitates": "eases", "often": "frequently", "large": "big",
    "numerous": "many", "tackle": "address", "address": "tackle", "generate": "produce",
    "generates": "produces", "evaluate": "assess", "evaluates": "tests", "effectively": "well",
    "crucial": "essential", "challenging": "difficult", "ability": "capability", "various": "diverse",
    "comprises": "consists of", "contains": "includes", "obtain": "get", "additional": "extra",
}  # fmt: skip


def _by_authors(sentence: str, abstract: str, chance: random.Random) -> str | None:
    who = chance.choice(("The authors", "The researchers", "They"))
    return _first(r"^We\b|(?<=, )we\b", sentence, lambda m: who if m[0][0] == "W" else who.lower())


def _shorten(sentence: str, abstract: str, chance: random.Random) -> str | None:
    parts = re.split(
        r",\s(?=(?:which|while|whereas|enabling|leading|thereby|thus|making|allowing|resulting|and"
        r"|including|such as|achieving|providing|demonstrating)\b)",
        sentence,
    )
    bare = re.sub(r"\s\([^()]{3,60}\)", "", parts[0])
    bare = re.sub(_TELLING, "", bare)
    if bare == sentence or len(bare.split()) < 7:
        return None
    return bare[0].upper() + bare[1:].rstrip(".") + "."


def _reorder(sentence: str, abstract: str, chance: random.Random) -> str | None:
    found = re.match(
        r"((?:In|On|For|With|By|Through|Across|At|Using|During|Under|Based on|Without)\s[^,;:]{8,90}),"
        r"\s([^,;:]{20,160})\.$",
        sentence,
    )
    if not found:
        return None
    front, rest = found[1], found[2]
    return f"{rest[0].upper()}{rest[1:]} {front[0].lower()}{front[1:]}."


_PAST = {
    "introduce": "introduced", "propose": "proposed", "present": "presented", "develop": "developed",
    "release": "released", "design": "designed", "construct": "constructed", "study": "studied",
    "outperforms": "outperformed", "surpasses": "surpassed", "exceeds": "exceeded", "beats": "beaten",
    "investigate": "investigated", "evaluate": "evaluated", "formulate": "formulated",
}  # fmt: skip


def _make_passive(sentence: str, abstract: str, chance: random.Random) -> str | None:
    found = re.search(
        r"^(?:[^,]{3,60}, )?we (introduce|propose|present|develop|release|design|construct|study"
        r"|investigate|evaluate|formulate) ([^,.;:]{8,90})(?=[,.;:])",
        sentence,
        re.IGNORECASE,
    )
    if found and " to " not in found[2]:
        verb = _PAST[found[1].lower()]
        be = "are" if re.search(r"s$", found[2].split(" for ")[0].split(" that ")[0]) else "is"
        return f"{found[2][0].upper()}{found[2][1:]} {be} {verb} by the authors."
    found = re.match(
        r"([A-Z][\w-]+(?: [A-Z\d][\w-]+)?) (outperforms|surpasses|exceeds|beats)"
        r" ([^,.;:]{6,70}?)(?= (?:by|on|in|across|with|while|at)\b|[,.;:])",
        sentence,
    )
    if not found:
        return None
    return f"{found[3][0].upper()}{found[3][1:]} are {_PAST[found[2]]} by {found[1]}."


def _use_synonyms(sentence: str, abstract: str, chance: random.Random) -> str | None:
    table = _SYNONYMS
    once = _swap_word(table, sentence, chance)
    return (_swap_word(table, once, chance) or once) if once else None


def _reformat_number(sentence: str, abstract: str, chance: random.Random) -> str | None:
    changes: list[tuple[str, Callable[[re.Match[str]], str]]] = [
        (r"(?<=\d)\s?\\?%", lambda m: " percent"),
        (r"(?<![\w-])(\d+(?:\.\d+)?)B\b(?!-)", lambda m: f"{m[1]} billion"),
        (r"(?<![\w-])(\d+(?:\.\d+)?)M\b(?!-)", lambda m: f"{m[1]} million"),
        (
            r"(?<![\w.,-])(\d+(?:\.\d+)?)(?:x|×|\\times)(?=[\s,.])(?!\s?\d)",
            lambda m: f"{m[1]} times",
        ),
        (r"(?<![\w.,-])(\d{1,3}),000\b(?!,)", lambda m: f"{m[1]}K"),
        (r"(?<![\w.,-])(\d+(?:\.\d+)?) billion\b", lambda m: f"{m[1]}B"),
        (r"(?<![\w.,-])(\d+(?:\.\d+)?) million\b", lambda m: f"{m[1]}M"),
        (
            r"\b(three|four|five|six|seven|eight|nine|ten)\b(?!-)",
            lambda m: str(_COUNT[m[1].lower()]),
        ),
    ]
    chance.shuffle(changes)
    return next(filter(None, (_first(pattern, sentence, new) for pattern, new in changes)), None)


_COUNT = {
    w: n for n, w in enumerate(["three", "four", "five", "six", "seven", "eight", "nine", "ten"], 3)
}


def _keep(sentence: str, abstract: str, chance: random.Random) -> str | None:
    return sentence


TRUE: dict[str, Maker] = {
    "verbatim": _keep,
    "by the authors": _by_authors,
    "shortened": _shorten,
    "reordered": _reorder,
    "passive": _make_passive,
    "synonyms": _use_synonyms,
    "number format": _reformat_number,
}


def merge(first: str, second: str) -> str:
    """Two sentences that follow each other, as one."""
    lead = second if re.match(r"[A-Z]\w*[A-Z\d]|We\b", second) else second[0].lower() + second[1:]
    lead = re.sub(r"^We\b", "they", lead)
    return re.sub(r"^We\b", "The authors", first).rstrip(".") + ", and " + lead


# --- false ones --------------------------------------------------------------------------------
_DIRECTIONS = _both_ways(
    """
    improves/degrades improve/degrade improving/degrading improved/degraded higher/lower
    increase/decrease increases/decreases increasing/decreasing reduces/increases reducing/increasing
    faster/slower better/worse larger/smaller outperforms/underperforms outperform/underperform
    more/less stronger/weaker enhances/worsens enhance/worsen low/high superior/inferior
    surpasses/trails boosts/lowers enables/prevents longer/shorter fewer/more
    """
)
_UNITS = _both_ways(
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
    "might": "always", "various": "all", "multiple": "all", "indicate": "prove", "partially": "fully",
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
    return next(filter(None, (_first(pattern, sentence, new) for pattern, new in changes)), None)


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
        return f"{firm} {verb}{'es' if verb.endswith(('s', 'sh', 'ch')) else 's'} {sentence.split(' ', 2)[2]}"

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
    dropped = next(filter(None, (_first(p, sentence, new) for p, new in drops)), None)
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
        changed = _first(pattern, sentence, new)
        if changed:
            return changed
    return None


def _turn_direction(sentence: str, abstract: str, chance: random.Random) -> str | None:
    return _swap_word(_DIRECTIONS, sentence, chance)


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
        changed = _first(pattern, sentence, new)
        if changed:
            return changed[0].upper() + changed[1:]
    return None


def _overclaim(sentence: str, abstract: str, chance: random.Random) -> str | None:
    changed = _swap_word(_STRONG, sentence, chance)
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
