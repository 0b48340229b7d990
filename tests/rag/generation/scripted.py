"""A language model of which the replies are known, and two papers that it writes from."""

from collections.abc import Iterator

from rag.llm.opening import LlmUnavailable, Prompt
from tests.conftest import make_paper

ZEBRA = make_paper(
    "Zebra stripes and flies",
    "We paint 40 horses with zebra stripes. Painted horses get 54.6% fewer bites than plain ones. "
    "The stripes confuse flies while they land.",
    id="1",
    organization="Harbour Institute",
)


GIRAFFE = make_paper(
    "Giraffe spots and heat",
    "We film 12 giraffes with thermal cameras. The spots of zebras and giraffes lose heat.",
    id="2",
)


QUESTION = "How many fewer bites do horses with zebra stripes get?"


class Scripted:
    """A language model of which the next reply is known; it notes whether it was stopped."""

    name, takes_grammar, context = "scripted", True, 4096

    def __init__(self, reply: str | LlmUnavailable) -> None:
        self.reply, self.stopped, self.said = reply, False, 0

    def complete(self, prompt: Prompt) -> str:
        return "".join(self.stream(prompt))

    def stream(self, prompt: Prompt) -> Iterator[str]:
        if isinstance(self.reply, LlmUnavailable):
            raise self.reply
        try:
            for n in range(0, len(self.reply), 5):
                self.said += 1
                yield self.reply[n : n + 5]
        except GeneratorExit:
            self.stopped = True
            raise
