"""What a local language model writes over the abstracts, to be judged by hand.

    python -m training.examples.drafts PAPERS --llm local:1.5b --to FILE

Of every question of the training writers it is given the evidence that a chatbot would give it: the
sentences of the asked paper that are nearest to the question, and two of another paper. What it
writes is kept a line each, unjudged: {"papers", "sentence", "rests", "model"}.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence

import numpy as np

from index.embedding.loading import Embedder, load_embedder
from index.papers.chunks import Sentence, split_sentences
from index.papers.paper import Paper
from index.paths import read_path
from index.shell import run
from rag.generation.prompt import build_brief
from rag.generation.reply import ReplyReader
from rag.llm.opening import Llm, open_llm
from rag.query.question import read_question
from training.examples.papers import read_papers
from training.examples.written import TEST, TUNE, Question, read_questions

OWN, OTHERS = 4, 2  # sentences of the asked paper, and of another


def main(arguments: Sequence[str]) -> int:
    """Write the drafts; 0, or 2 where the papers or the model cannot be read."""
    return run(lambda: _write(_read_options(arguments)), "drafts")


def _read_options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.examples.drafts", description=__doc__)
    parser.add_argument("papers", type=read_path, help="JSONL with id, title and abstract")
    parser.add_argument("--llm", default="local")
    parser.add_argument("--to", type=read_path, required=True)
    parser.add_argument("--questions", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args(arguments)


def _write(options: argparse.Namespace) -> int:
    papers = read_papers(options.papers)
    chance = random.Random(options.seed)
    held = TUNE + TEST
    asked = [
        one for one in read_questions()
        if one.needed and one.paper in papers and one.writer not in held
    ]  # fmt: skip
    asked = chance.sample(asked, min(options.questions, len(asked)))
    llm, embedder = open_llm(options.llm), load_embedder()
    with options.to.open("a", encoding="utf-8") as file:
        for question in asked:
            other = papers[chance.choice(asked).paper]
            for line in _draft(question, papers[question.paper], other, llm, embedder):
                print(json.dumps(line, ensure_ascii=False), file=file, flush=True)
    return 0


def _draft(
    question: Question, paper: Paper, other: Paper, llm: Llm, embedder: Embedder
) -> Iterator[dict[str, object]]:
    asked = read_question(question.text)
    pool = [
        *_find_nearest(question.text, paper, OWN, embedder),
        *(_find_nearest(question.text, other, OTHERS, embedder) if other.id != paper.id else ()),
    ]
    brief = build_brief(asked, pool, llm)
    reader = ReplyReader(brief.keys)
    drafts = [draft for piece in llm.stream(brief.prompt) for draft in reader.read(piece)]
    for draft in (*drafts, *reader.close()):
        if not draft.open and draft.cited:
            yield {
                "papers": list(dict.fromkeys(s.paper.id for s in draft.cited)),
                "sentence": draft.text,
                "rests": [[s.paper.id, _number(s)] for s in draft.cited if isinstance(s, Sentence)],
                "model": llm.name,
                "question": question.text,
            }


def _find_nearest(text: str, paper: Paper, count: int, embedder: Embedder) -> list[Sentence]:
    sentences = split_sentences(paper)
    vectors = np.stack([r.vector for r in embedder.read_documents([s.text for s in sentences])])
    near = np.argsort(-vectors @ embedder.read_query(text).vector, kind="stable")
    return [sentences[n] for n in near[:count]]


def _number(sentence: Sentence) -> int:
    """The number of a sentence in its abstract, from 1 on."""
    return split_sentences(sentence.paper).index(sentence) + 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
