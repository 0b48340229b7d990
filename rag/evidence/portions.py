"""How much is quoted, and of what kind, by what a question is after."""

from dataclasses import dataclass

from rag.query.aim import Aim


@dataclass(frozen=True, slots=True)
class Portion:
    """How much to quote, and of what kind.

    Args:
        papers: at most.
        sentences: of each paper at most.
        words: of each paper at most; its best sentence is quoted whatever its length.
        gap: how far a further paper's score may lie below the best one's.
        several: the words where the question has several parts; 0 for no difference.
        passage: what a passage's own score counts, against its best sentence's.
        figure: bonus for a sentence with a figure.
        beside_figure: what the words beside its figures count, again.
        background: penalty for a sentence before the paper's own work is spoken of, where no
            definition is asked for,
        contribution: and bonus for one that says what was done; neither counts in what the paper
            is worth.
        later: bonus for the last sentence, less for those before it.
        opening: penalty for the first, which mostly says why one should care, where no definition
            is asked for.
        brief: what each word of a paper's best sentence costs.
        window: share of a sentence's score that comes from its neighbours'.
        added: of a further sentence, what it matches that the chosen ones do not,
        own: against how good it is by itself,
        neighbour: and whether it stands beside a chosen one,
        cost: and what each of its words costs.

    """

    papers: int
    sentences: int
    words: int
    gap: float
    several: int = 0
    passage: float = 1.5
    figure: float = 0.0
    beside_figure: float = 0.0
    background: float = 0.0
    contribution: float = 0.0
    later: float = 0.0
    opening: float = 0.0
    brief: float = 0.0
    window: float = 0.0
    added: float = 0.0
    own: float = 0.0
    neighbour: float = 0.0
    cost: float = 0.0


# Chosen by random search over the answerable development questions and ours on 85 and 9,577 papers,
# each aim for itself: the facts that are found, and less than half as much the papers that are
# cited rightly, as long as the median answer stays short. After that by hand, on 145 questions
# more: names, `background`, `contribution`, `brief`, one paper for an explanation.
PORTIONS: dict[Aim, Portion] = {
    "fact": Portion(
        papers=2, sentences=4, words=60, gap=0.0, several=80, passage=2.0, figure=0.25,
        beside_figure=0.15, later=0.06, added=1.0, own=0.3, neighbour=0.02, cost=0.002,
    ),
    "name": Portion(
        papers=1, sentences=6, words=100, gap=0.0, passage=1.5, background=0.2, later=0.06,
        added=1.0, own=0.3, neighbour=0.02, cost=0.002,
    ),
    "explain": Portion(
        papers=1, sentences=6, words=120, gap=0.0, passage=1.5, background=0.2, opening=0.1,
        window=0.3, added=2.0, own=0.6, neighbour=0.08, cost=0.001,
    ),
    "topic": Portion(
        papers=5, sentences=1, words=0, gap=0.5, background=0.1, contribution=0.05, brief=0.001,
    ),
    "list": Portion(
        papers=5, sentences=1, words=0, gap=0.6, background=0.1, contribution=0.05, brief=0.001,
    ),
}  # fmt: skip
