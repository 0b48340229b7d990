"""What a question asks of the collection, read from its words; and what it does not ask."""

import time
from datetime import date

import pytest

from index.embedding.loading import Embedder
from index.papers.filters import Order, PaperFilter
from index.store.reader import IndexReader
from rag import BadQuestion, Chatbot
from rag.query.filters.dates import find_dates
from rag.query.question import read_question
from rag.query.request import LONGEST, Request, make_filter, read_request
from tests.conftest import MakeIndex, make_paper

PAPERS = [
    make_paper("Tides", "We study the tides of the sea.", id="1", published="2025-10-13",
               organization="NVIDIA", authors=["Sepp Hochreiter", "Bo Li"]),
    make_paper("Waves", "We study the waves.", id="2", published="2024-03", organization="Qwen",
               authors=["Tri Dao"]),
    make_paper("Rain", "We study rain.", id="3", organization="Mercedes-Benz AG"),
    make_paper("Snow", "We study snow.", id="4", organization="Stanford University"),
]  # fmt: skip


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory, make_index: MakeIndex) -> IndexReader:
    folder = tmp_path_factory.mktemp("request") / "index"
    make_index(folder, list(PAPERS))
    return IndexReader(folder)


@pytest.fixture(scope="module")
def weather(reader: IndexReader, embedder: Embedder) -> Chatbot:
    return Chatbot(reader, embedder)


def read(text: str, reader: IndexReader, **given: object) -> Request:
    return read_request(read_question(text), reader, make_filter(**given))


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("in 2021", "2021", "2021"),
        ("from 2020 to 2023", "2020", "2023"),
        ("in 2020-2023", "2020", "2023"),
        ("between March and May 2025", "2025-03", "2025-05"),
        ("between November and February", "2024-11", "2025-02"),
        ("since March", "2025-03", None),
        ("since November", "2024-11", None),
        ("before 2019", None, "2018"),
        ("before Q2 2025", None, "2025-03"),
        ("after June 2024", "2024-07", None),
        ("after 2024-12-31", "2025-01-01", None),
        ("until 2021", None, "2021"),
        ("from 2023 onwards", "2023", None),
        ("last month", "2025-09", "2025-09"),
        ("last year", "2024", "2024"),
        ("this year", "2025", "2025"),
        ("in the past three months", "2025-07-13", None),
        ("in the month up to the newest paper", "2025-09-13", None),
        ("last week", "2025-10-06", "2025-10-12"),
        ("on the newest date", "2025-10-13", "2025-10-13"),
        ("recently", "2025-04-13", None),
        ("in Q1 2025", "2025-01", "2025-03"),
        ("in the second half of 2024", "2024-07", "2024-12"),
        ("in 2024-05", "2024-05", "2024-05"),
        ("on May 3rd, 2024", "2024-05-03", "2024-05-03"),
        ("on 3 May 2024", "2024-05-03", "2024-05-03"),
        ("in the 2010s", "2010", "2019"),
        ("from 2024 on", "2024", None),
        ("2024 on", "2024", None),
    ],
)
def test_dates_are_read(text: str, since: str | None, until: str | None) -> None:
    (phrase,) = find_dates(text, date(2025, 10, 13))
    assert (phrase.start, phrase.end) in ((0, len(text)), (3, len(text)))
    ends = [str(day) if day else None for day in (phrase.since, phrase.until)]
    assert ends == [since, until]


@pytest.mark.parametrize("text", ["in 2024-13", "on 30 February 2024", "in 20210 steps", "in 21%"])
def test_what_the_calendar_lacks_is_no_date(text: str) -> None:
    assert list(find_dates(text, date(2025, 10, 13))) == []


def test_a_time_goes_on_only_where_the_words_say_so() -> None:
    (phrase,) = find_dates("listed in August 2025 on chess", date(2025, 10, 13))
    assert (str(phrase.since), str(phrase.until)) == ("2025-08", "2025-08")
    (phrase,) = find_dates("papers from 2024 on about merging", date(2025, 10, 13))
    assert (str(phrase.since), phrase.until) == ("2024", None)


def test_without_a_newest_paper_only_absolute_dates_mean_something() -> None:
    assert list(find_dates("last month, or in March, or recently", None)) == []
    assert len(list(find_dates("in March 2024", None))) == 1


@pytest.mark.parametrize(
    ("question", "filter"),
    [
        ("papers by NVIDIA", {"organization": "NVIDIA"}),
        ("nvidia's papers", {"organization": "NVIDIA"}),
        ("Qwen papers?", {"organization": "Qwen"}),
        ("What has NVIDIA published since 2025?", {"organization": "NVIDIA", "since": 2025}),
        ("work from Stanford", {"organization": "Stanford"}),
        ("papers by the team at Mercedes-Benz", {"organization": "Mercedes-Benz"}),
        ("papers that list Qwen as organization", {"organization": "Qwen"}),
        ("papers coauthored by Sepp Hochreiter", {"author": "Sepp Hochreiter"}),
        ("papers by hochreiter", {"author": "hochreiter"}),
        ("Tri Dao papers", {"author": "Tri Dao"}),
        ("which papers did Tri Dao write in 2024?",
         {"author": "Tri Dao", "since": 2024, "until": 2024}),
        ("everything with Tri Dao on it", {"author": "Tri Dao"}),
        ("papers with Tri Dao among the authors", {"author": "Tri Dao"}),
        ("what do we have from Qwen?", {"organization": "Qwen"}),
        ("what's here by NVIDIA", {"organization": "NVIDIA"}),
        ("2024 papers", {"since": 2024, "until": 2024}),
        ("what came out last month?", {"since": "2025-09", "until": "2025-09"}),
        ("Which papers appeared in March 2024?", {"since": "2024-03", "until": "2024-03"}),
    ],
)  # fmt: skip
def test_questions_of_the_catalog_alone_have_a_filter_and_no_topic(
    reader: IndexReader, question: str, filter: dict[str, object]
) -> None:
    request = read(question, reader)
    assert (request.asks, request.topic) == ("papers", "")
    assert request.filter == PaperFilter.make(**filter)


@pytest.mark.parametrize(
    ("question", "order", "limit", "nth"),
    [
        ("What is the oldest paper in this list?", "date asc", 1, 1),
        ("most recent paper here?", "date desc", 1, 1),
        ("which is the newest?", "date desc", 1, 1),
        ("second oldest paper", "date asc", 1, 2),
        ("list the three oldest papers", "date asc", 3, 1),
        ("top 5 most upvoted papers", "upvotes desc", 5, 1),
        ("the last four papers", "date desc", 4, 1),
        ("which paper got the most comments?", "comments desc", 1, 1),
        ("most popular papers overall", "upvotes desc", None, 1),
        ("paper with the fewest authors", "authors asc", 1, 1),
        ("largest author list in 2024?", "authors desc", 1, 1),
        ("all papers, oldest first", "date asc", None, 1),
        ("papers sorted by upvotes", "upvotes desc", None, 1),
        ("most upvoted of 2024 and who is it from?", "upvotes desc", 1, 1),
    ],
)
def test_orders_are_read(
    reader: IndexReader, question: str, order: str, limit: int | None, nth: int
) -> None:
    request = read(question, reader)
    assert (str(request.order), request.limit, request.nth) == (order, limit, nth)
    assert request.topic == ""


@pytest.mark.parametrize(
    ("question", "counts"),
    [
        ("papers with exactly four comments", "with 4 comments"),
        ("is there a paper by a single author?", "with 1 author"),
        ("single-author papers", "with 1 author"),
        ("papers with more than 1,000 upvotes", "with at least 1,001 upvotes"),
        ("papers with at most 3 authors", "with at most 3 authors"),
        ("papers with between 2 and 5 authors", "with 2 to 5 authors"),
    ],
)
def test_counts_are_read(reader: IndexReader, question: str, counts: str) -> None:
    assert str(read(question, reader).filter) == counts


@pytest.mark.parametrize(
    ("question", "asks", "topic"),
    [
        ("When did the RWKV-7 Goose paper come out?", "date", "RWKV-7 Goose"),
        ("what year was DeepArchitect published?", "date", "DeepArchitect"),
        ("DeepArchitect paper, when was it?", "date", "DeepArchitect"),
        ("who wrote the MergeBench paper", "authors", "MergeBench"),
        ("authors of B-STaR?", "authors", "B-STaR"),
        ("how many authors does the Nemotron paper have?", "author count", "Nemotron"),
        ("kimi k3 number of authors", "author count", "kimi k3"),
        ("Which lab is behind BroRL?", "organization", "BroRL"),
        ("how many upvotes did FIPO get?", "upvotes", "FIPO"),
        ("how many comments does FIPO have?", "comments", "FIPO"),
        ("how many papers are there?", "number", ""),
        ("How many papers by NVIDIA do you have?", "number", ""),
        ("sea ice paper from Mercedes-Benz, when was it?", "date", "sea ice"),
        ("who wrote the newest paper?", "authors", ""),
    ],
)
def test_facts_of_records_are_asked_for(
    reader: IndexReader, question: str, asks: str, topic: str
) -> None:
    request = read(question, reader)
    assert (request.asks, request.topic) == (asks, topic)


@pytest.mark.parametrize(
    ("question", "asks", "also"),
    [
        ("who wrote the BroRL paper, and when?", "authors", ("date",)),
        ("when was BroRL published and who wrote it?", "date", ("authors",)),
        ("who (which lab) is behind BroRL, and when is it from?", "organization", ("date",)),
        ("how many authors does BroRL have, and how many upvotes?", "author count", ("upvotes",)),
        ("when was BroRL put on arxiv and when did it show up on daily papers", "date", ("date",)),
    ],
)
def test_two_facts_are_asked_of_one_paper(
    reader: IndexReader, question: str, asks: str, also: tuple[str, ...]
) -> None:
    request = read(question, reader)
    assert (request.asks, request.topic, request.also) == (asks, "BroRL", also)


def test_a_day_is_that_of_listing_where_the_words_say_so(reader: IndexReader) -> None:
    asked = "How many papers appeared on the daily page on 15 July 2024?"
    assert (read(asked, reader).asks, read(asked, reader).filter.listed) == ("number", True)
    for other in ("How many papers came out on 15 July 2024?",
                  "How many papers published in July 2024 are listed here?",
                  "Which authors are listed on the newest paper of 2024?"):  # fmt: skip
        assert not read(other, reader).filter.listed
    assert read("anything on tides from 2024?", reader).filter == PaperFilter.make(2024, 2024)


def test_a_topic_within_a_filter_stays_a_question_of_content(reader: IndexReader) -> None:
    request = read("What do papers by NVIDIA in 2025 say about tides?", reader)
    assert (request.asks, str(request.filter)) == ("content", "in 2025, by NVIDIA")
    assert request.topic == "What do papers say about tides?"
    request = read("what do papers by Hochreiter say about tides?", reader)
    assert (str(request.filter), request.asks) == ("by Hochreiter", "content")


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
    if request.asks == "content":
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


def test_the_orders_of_the_type_are_those_of_the_words(reader: IndexReader) -> None:
    assert read("newest paper", reader).order == Order("date")
