"""DOOR. What may be missing, named after it: one tree, whose root a caller catches to catch all.

A message is one line that says what happened, and the command that mends it. Classes that stand in
other rooms are drawn with theirs. What begins with an underscore never leaves its module, and is
neither drawn nor of this tree.

AskpapersError: something is missing, or not what it should be
    BadFilter: a filter that cannot be meant
    BadPaper, index.papers.fields: a record that is no valid paper
    BadSource: a source that cannot be read at all
        NoPapers: a file that nobody meant to be read
    YearUnknown, index.readers.formats.daily_page: a saved page whose dates lack their year
    NotAList, index.readers.formats.json_list: no JSON, or an object, as APIs answer on an error
    NoAnswer, index.readers.live.web: no usable answer to one request
        Refused, index.readers.live.web: a server that knows nothing of what was asked for
    BadAnswer, index.readers.live.web: an answer that is not what was asked for
    IndexNotFound: no index at that place
    IndexMismatch: an index that is not what it should be
    IndexBusy: an index that another process is writing
    IndexFull: a disk without room for the index
    ExchangeEnded: an exchange with a server that we end, or do not begin
        TooLong, index.exchange: more seconds than a server was given
        TooMuch, index.exchange: more than was asked for
        Downgraded, index.exchange: a redirect from https to http
        BadEnvironment, index.exchange: a variable that keeps us from the network
    EncoderUnavailable: an embedder, reranker or checker that cannot be loaded
    WrongVectors, index.embedding.packaged_embedder: a machine that computes something else
    MissingExtra: a package that is not installed
    BadQuestion, rag.query.question: what was asked is no question
        BadAddress, rag.digest.mail: no mail address, or no way to unsubscribe
        BadSubscriptions, rag.digest.subscriptions: a subscription file that cannot be meant
    BadJournal, rag.digest.journal: a journal with a line that is none of its own
    BadText, rag.verify.document: a text that cannot be checked
    DigestBusy, rag.digest.journal: a digest that another run is sending
    MailUnsent, rag.digest.post: a message that was not sent
        MailInDoubt, rag.digest.post: a message that may have been sent or not
    LlmUnavailable, rag.llm.types: a language model that cannot be reached or does not answer
    CutOff, rag.llm.served: a stream that ended before its reply did
    NoWeights, rag.llm.weights.weights: a language model's weights that are not here
    NotBrought, rag.llm.weights.carriers: weights that a carrier did not bring
    BadLine, rag.evaluate.measures.dataset: a line of a question file that is no question
    BadReport, rag.evaluate.report.report: a report that cannot be read or compared
    BadAccount, page.serving.access: an account that cannot be read
    PortTaken, page.serving.machine: a port on which nobody can listen
    BadTurn, page.keeping.saved: a kept turn that is none of ours
    BadCall, benchmarks.query_speed: options or data that cannot be measured
    BadDataset, benchmarks.retrieval.beir: a folder that cannot be measured on
    BadPairs, benchmarks.checker.reading: a file of papers or pairs that cannot be read
    BadExamples, training.examples.written: examples that cannot be read, or other abstracts
    OtherRun, training.learning: a checkpoint that another run has left
"""


class AskpapersError(Exception):
    """Something is missing, or not what it should be; the message says what, and what would do."""


class BadFilter(AskpapersError):
    """A filter that cannot be meant; the message has the value, or both values."""


class BadSource(AskpapersError):
    """A source that cannot be read at all; the message names it and says what would do."""


class NoPapers(BadSource):
    """A file that nobody meant to be read, where it lies in a folder among others."""


class IndexNotFound(AskpapersError):
    """There is no index at that place; the message has the command that makes one."""


class IndexMismatch(AskpapersError):
    """The index is not what it should be: other embedder, other schema, stores that disagree."""


class IndexBusy(AskpapersError):
    """Another process is writing the index; the message names it."""


class IndexFull(AskpapersError):
    """The disk is full: what was written before stays, and the same command goes on from there."""


class ExchangeEnded(AskpapersError):
    """An exchange with a server that we end, or do not begin: the rest of a sentence on it."""


class EncoderUnavailable(AskpapersError):
    """An embedder, reranker or checker that cannot be loaded; the message says what would do."""


class MissingExtra(AskpapersError):
    """A package that is not installed; the message has the command that installs it."""


def first_line(error: BaseException) -> str:
    """The first line of what an error says, at most 200 characters; its kind where it says none."""
    return str(error).strip().split("\n")[0][:200] or type(error).__name__
