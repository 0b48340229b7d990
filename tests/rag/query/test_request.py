"""What a question asks of the collection, read from its words; and what it does not ask."""

import time

import pytest

from index.embedding.loading import Embedder
from index.papers.filters import PaperFilter
from index.store.reader import IndexReader
from rag import BadQuestion, Chatbot
from rag.query.question import read_question
from rag.query.request import LONGEST, Request, make_filter, read_request


@pytest.fixture(scope="module")
def weather(reader: IndexReader, embedder: Embedder) -> Chatbot:
    return Chatbot(reader, embedder)


def read(text: str, reader: IndexReader, **given: object) -> Request:
    return read_request(read_question(text), reader, make_filter(**given))


@pytest.mark.parametrize(
    ("question", "filter"),
    [
        ("papers by NVIDIA", {"organization": "NVIDIA"}),
        ("What has NVIDIA published since 2025?", {"organization": "NVIDIA", "since": 2025}),
        ("papers coauthored by Sepp Hochreiter", {"author": "Sepp Hochreiter"}),
        ("which papers did Tri Dao write in 2024?",
         {"author": "Tri Dao", "since": 2024, "until": 2024}),
        ("2024 papers", {"since": 2024, "until": 2024}),
        ("what came out last month?", {"since": "2025-09", "until": "2025-09"}),
        ("Which papers appeared in March 2024?", {"since": "2024-03", "until": "2024-03"}),
    ],
)  # fmt: skip
def test_questions_of_the_catalog_alone_have_a_filter_and_no_topic(
    reader: IndexReader, question: str, filter: dict[str, object]
) -> None:
    request = read(question, reader)
    assert (request.intent, request.topic) == ("papers", "")
    assert request.filter == PaperFilter.make(**filter)


@pytest.mark.parametrize(
    ("question", "order", "filter"),
    [
        ("largest author list in 2024?", "authors desc", "in 2024"),
        ("most upvoted of 2024 and who is it from?", "upvotes desc", "in 2024"),
        ("newest paper with at most 3 authors by NVIDIA", "date desc",
         "by NVIDIA, with at most 3 authors"),
    ],
)  # fmt: skip
def test_an_order_and_a_filter_are_read_together(
    reader: IndexReader, question: str, order: str, filter: str
) -> None:
    request = read(question, reader)
    assert (str(request.order), request.limit, request.nth) == (order, 1, 1)
    assert (str(request.filter), request.topic) == (filter, "")


@pytest.mark.parametrize(
    ("question", "intent", "topic"),
    [
        ("When did the RWKV-7 Goose paper come out?", "date", "RWKV-7 Goose"),
        ("how many papers are there?", "number", ""),
        ("How many papers by NVIDIA do you have?", "number", ""),
        ("sea ice paper from Mercedes-Benz, when was it?", "date", "sea ice"),
        ("who wrote the newest paper?", "authors", ""),
        ("papers with exactly four comments", "papers", ""),
    ],
)
def test_facts_of_records_are_asked_for(
    reader: IndexReader, question: str, intent: str, topic: str
) -> None:
    request = read(question, reader)
    assert (request.intent, request.topic) == (intent, topic)


def test_two_facts_are_asked_of_one_paper(reader: IndexReader) -> None:
    request = read("who wrote the BroRL paper, and when?", reader)
    assert (request.intent, request.topic, request.also) == ("authors", "BroRL", ("date",))


def test_a_day_is_that_of_listing_where_the_words_say_so(reader: IndexReader) -> None:
    request = read("How many papers appeared on the daily page on 15 July 2024?", reader)
    assert (request.intent, request.filter.listed) == ("number", True)
    for other in ("How many papers came out on 15 July 2024?",
                  "How many papers published in July 2024 are listed here?",
                  "Which authors are listed on the newest paper of 2024?"):  # fmt: skip
        assert not read(other, reader).filter.listed
    assert read("anything on tides from 2024?", reader).filter == PaperFilter.make(2024, 2024)


def test_a_topic_within_a_filter_stays_a_question_of_content(reader: IndexReader) -> None:
    request = read("What do papers by NVIDIA in 2025 say about tides?", reader)
    assert (request.intent, str(request.filter)) == ("content", "in 2025, by NVIDIA")
    assert request.topic == "What do papers say about tides?"
    request = read("what do papers by Hochreiter say about tides?", reader)
    assert (str(request.filter), request.intent) == ("by Hochreiter", "content")


def test_a_name_that_the_index_lacks_is_told_from_a_topic(reader: IndexReader) -> None:
    assert read("papers by Yann LeCun", reader).unknown == "Yann LeCun"
    assert read("papers by year", reader).unknown == ""


def test_what_is_given_beats_the_words(reader: IndexReader) -> None:
    request = read("papers by NVIDIA in 2025", reader, since="2020", until="2021-06")
    assert str(request.filter) == "from 2020 to 2021-06, by NVIDIA"
    assert request.filter == PaperFilter.make("2020", "2021-06", "NVIDIA")
    with pytest.raises(BadQuestion, match="since 2022 is after until 2021"):
        make_filter("2022", "2021")


# Each asks for what abstracts say, however much its words sound like the catalog's.
CONTENT = [
    "how many tools and queries has the finance benchmark?",
    "who won the physics olympiad?",
    "when does a model not collapse?",
    "which optimiser lost least?",
    "largest model size",
    "What error rate did AlexNet reach on ILSVRC-2012?",
    "How did models do at IPhO 2025?",
    "Which model won gold at IMO in 2025?",
    "results on WMT 2014 English-German",
    "papers on machine translation at WMT in 2014",
    "the first paper to show double descent",
    "Which paper first showed that depth helps?",
    "How many papers did the survey review?",
    "how many papers went into the training corpus?",
    "how many authors were surveyed about their GPUs?",
    "what is the most popular optimizer for transformers?",
    "which benchmark is the newest for GUI agents?",
    "does RAG beat Google search?",
    "how does it compare with GPT-4 by OpenAI?",
    "who wrote the annotations in the dataset?",
    "When was the data collected?",
    "when did scaling stop helping?",
    "data from 2019 to 2021 used for pretraining",
    "papers that evaluate on exams from 2024",
    "Which papers use data collected in 2020?",
    "how many questions from 2023 exams are in the benchmark?",
    "how long is the longest video in the dataset?",
    "code written by Claude: can it be detected?",
    "essays written by students versus LLMs",
    "peer reviews written by LLMs",
    "What does last year's champion do differently?",
    "how large is the corpus?",
    "how many people annotated the corpus?",
    "How many researchers took part in the user study?",
    "the oldest known scaling law",
    "What is the latest version of Llama used?",
    "who is behind the attack in the prompt injection scenario?",
    "How many votes does self-consistency need?",
    "how many comments were labelled as toxic?",
    "which company's chips were used for training?",
    "who made the dataset's labels?",
    "where do the problems come from?",
    "What year of data is held out for testing?",
    "methods released by Meta for segmentation",
    "Which team won the challenge?",
    "number of papers in the citation graph",
    "how popular is LoRA?",
    "How many likes do recommender models need per user?",
    "what comes first, the encoder or the decoder?",
    "top 5 accuracy on ImageNet",
    "top-1 error of ResNet in 2015",
    "what happened to reward models after 2023?",
    "have language models improved since 2022?",
    "in March the model was retrained: why?",
    "models may fail before 2030",
    "what is the age of the oldest patient in the cohort?",
    "how recent is the knowledge cutoff?",
    "author identification with stylometry",
    "authors disagree about scaling: who says what?",
    "single-author detection",
    "which journals publish AI papers?",
    "papers with code benchmark results",
    "who created the questions in the benchmark",
    "who built the environment used for evaluation?",
    "when was the benchmark released to participants?",
    "what did Google's model score?",
    "which lab's robots were used?",
    "how many years of business does the simulation run?",
    "what is the most discussed limitation of RLHF?",
    "most liked response selection in preference data",
    "who are the people in the photos?",
    "How many papers about reinforcement learning cite PPO?",
]


@pytest.mark.parametrize("question", CONTENT)
def test_questions_of_content_are_left_as_they_are(weather: Chatbot, question: str) -> None:
    request = read(question, weather.index)
    assert (request.filter, request.order) == (PaperFilter(), None)
    if request.intent == "content":
        assert request.topic == read_question(question).text
    else:  # "who created the …" may name a paper; none of these is one's title
        assert not request.sure
        assert weather.ask(question).composer == "quote"


@pytest.mark.parametrize("words", ["who wrote ", "how many papers ", "published by ", "A b "])
def test_a_long_question_is_read_at_once(reader: IndexReader, words: str) -> None:
    started = time.perf_counter()
    for length in (LONGEST, 2_000):
        read((words * 1_000)[:length].strip(), reader)
    assert time.perf_counter() - started < 2
