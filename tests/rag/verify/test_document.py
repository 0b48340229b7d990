"""A text as sentences: what each form of citation leaves of it, and what it names."""

import time

import pytest

from rag.verify.document import MAX_SENTENCES, MAX_TEXT, BadText, Document, read_document

HU = "\n\n[1] Hu et al. LoRA. 2021. arXiv:2106.09685\n[2] Dettmers et al. QLoRA. 2023.\n"


def cited(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(claim.text, claim.cited) for claim in read_document(text).claims]


@pytest.mark.parametrize(
    ("sentence", "text", "names"),
    [
        (r"LoRA is small \cite{a, b}.", "LoRA is small.", ("a", "b")),
        (r"LoRA~\citep[see][p.~3]{hu2021lora} is small.", "LoRA is small.", ("hu2021lora",)),
        (r"\citet{hu} show that it is.", "The authors show that it is.", ("hu",)),
        (r"As \emph{shown} in \cite{hu}, 50\% are.", "As shown in the paper, 50% are.", ("hu",)),
        ("LoRA is small [1].", "LoRA is small.", ("1",)),
        ("LoRA [1] and QLoRA [2, 4-6] are.", "LoRA and QLoRA are.", ("1", "2", "4", "5", "6")),
        ("LoRA is small.[1]", "LoRA is small.", ("1",)),
        ("LoRA is small. [1]", "LoRA is small.", ("1",)),
        ("[1] shows that LoRA is small.", "The paper shows that LoRA is small.", ("1",)),
        ("LoRA is small [^1].", "LoRA is small.", ("1",)),
        ("LoRA is small (arXiv:2106.09685v2).", "LoRA is small.", ("2106.09685",)),
        ("LoRA is small, see arXiv:cs/0102003.", "LoRA is small, see the paper.", ("cs/0102003",)),
        ("LoRA 2106.09685 is small.", "LoRA is small.", ("2106.09685",)),
        ("LoRA is small (https://arxiv.org/abs/2106.09685).", "LoRA is small.", ("2106.09685",)),
        ("[LoRA](https://arxiv.org/pdf/2106.09685v1) is small.", "LoRA is small.", ("2106.09685",)),
        ("LoRA is small [1](https://arxiv.org/abs/2106.09685).", "LoRA is small.", ("2106.09685",)),
        ("Nets learn (doi:10.1038/323533A0).", "Nets learn.", ("10.1038/323533a0",)),
        ("Nets learn, https://doi.org/10.1038/323533a0.", "Nets learn,.", ("10.1038/323533a0",)),
        ("LoRA is small [@hu; -@det, p. 3].", "LoRA is small.", ("hu", "det")),
        ("LoRA is small (Hu et al., 2021; Li and Liang 2021b).", "LoRA is small.",
         ("Hu 2021", "Li 2021")),
        ("Hu et al. (2021) train less.", "The authors train less.", ("Hu 2021",)),
    ],
)  # fmt: skip
def test_each_form_of_citation_is_taken_out(
    sentence: str, text: str, names: tuple[str, ...]
) -> None:
    assert cited(sentence) == [(text, names)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The value is 1234.5678 of 3141.59265.",
        "Values of 2106.09685% are no papers.",
        "Write to ann@example.org or to [the list].",
        "It has (see above) no year, and f(2021) is one.",
        "See https://example.org/a for code.",
    ],
)
def test_what_looks_like_a_citation_and_is_none_stays(sentence: str) -> None:
    assert cited(sentence) == [(sentence, ())]


def test_a_sentence_is_shown_as_the_text_has_it() -> None:
    text = "LoRA [1] is small, as in [2]. It is. [1] Another is not (arXiv:2106.09685)."
    shown = [claim.shown for claim in read_document(text).claims]
    assert shown == [
        "LoRA [1] is small, as in [2].", "It is. [1]", "Another is not (arXiv:2106.09685).",
    ]  # fmt: skip


def test_a_citation_behind_a_quote_is_of_the_quote() -> None:
    text = "“LoRA is small.” [1] “It is fast.” [2]" + HU
    assert cited(text) == [("LoRA is small.", ("1",)), ("It is fast.", ("2",))]


def test_markdown_is_blocks() -> None:
    text = (
        "# Related *work*\n\n**Adapters**\n\nLoRA is `small` and **fast**,\nso they say.\n"
        "- One item.\n- Another item.\n\n```\ncode = 1.\n```\n\n![A picture.](x.png)\n\n"
        "| name | what |\n|---|---|\n| LoRA | It is small. |\n"
    )
    claims = read_document(text).claims
    assert [claim.text for claim in claims] == [
        "Related work", "Adapters", "LoRA is small and fast, so they say.", "One item.",
        "Another item.", "It is small.",
    ]  # fmt: skip
    assert [claim.is_heading for claim in claims] == [True, True, False, False, False, False]


def test_latex_is_blocks() -> None:
    text = r"""
\documentclass{article} \begin{document}
\section{Related Work}\label{sec:related}
% a comment \cite{nobody}
G\"odel is \textbf{cited}~\cite{goedel},
as is $x_i^2$; see Figure~\ref{fig:a}.
\begin{equation} E = mc^2. \end{equation}
\begin{itemize} \item One item. \item Another\footnote{Or two.}. \end{itemize}
\end{document} Nothing else.
"""
    document = read_document(text)
    assert [claim.text for claim in document.claims] == [
        "Related Work", "Gödel is cited, as is $x_i^2$; see Figure N.", "One item.",
        "Another (Or two.).",
    ]  # fmt: skip
    assert document.claims[1].cited == ("goedel",)


def names(document: Document) -> dict[str, tuple[str, ...]]:
    return {key: reference.names for key, reference in document.references.items()}


@pytest.mark.parametrize(
    ("references", "expected"),
    [
        ("\n\n## References\n\n1. Hu. LoRA. arXiv preprint\n   arXiv:2106.09685.\n2) Another.",
         {"1": ("2106.09685",), "2": ()}),
        ("\n\nReferences:\n[1] A. https://arxiv.org/abs/2106.09685\n- [2] B. doi 10.5555/ABC.1",
         {"1": ("2106.09685",), "2": ("10.5555/abc.1",)}),
        ("\n[1] A title (2021-06-17, https://arxiv.org/abs/2106.09685)", {"1": ("2106.09685",)}),
        ("\n\n[1] A title only", {"1": ()}),
        ("\n\n[1]: https://arxiv.org/abs/2106.09685", {"1": ("2106.09685",)}),
        ("\n\n[^1]: See arXiv:2106.09685.", {"1": ("2106.09685",)}),
        ("\n\n@article{hu,\n title={{LoRA}: Low\\\"o},\n eprint = {2106.09685},\n}",
         {"hu": ("2106.09685",)}),
        ("\n\\begin{thebibliography}{9}\n\\bibitem[Hu]{hu} Hu. \\emph{LoRA}, arXiv:2106.09685.\n"
         "\\bibitem{b} B.\n\\end{thebibliography}", {"hu": ("2106.09685",), "b": ()}),
    ],
)  # fmt: skip
def test_each_form_of_a_reference_list_is_read(
    references: str, expected: dict[str, tuple[str, ...]]
) -> None:
    document = read_document("LoRA is small [1]." + references)
    assert names(document) == expected
    assert [claim.text for claim in document.claims] == ["LoRA is small."]


def test_a_title_in_bibtex_is_plain() -> None:
    document = read_document('It is.\n@misc{hu, title={{LoRA}: Low-Rank {\\"U}bung}}')
    assert document.references["hu"].title == "LoRA: Low-Rank Übung"


@pytest.mark.parametrize(
    "text",
    [
        "It is said.\n\n[1] shows that it is so.\n\nAnd more [1].",
        "It is said in\n[2] and elsewhere.",
        "@hu (2021, p. 3) is no entry.",
    ],
)
def test_a_line_that_begins_with_a_citation_is_no_reference(text: str) -> None:
    assert read_document(text).references == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (7, "a text, not int"),
        ("", "no sentence to check"),
        ("x" * (MAX_TEXT + 1), "50,001 characters, more than 50,000"),
        ("It is so. " * (MAX_SENTENCES + 1), "501 sentences, more than 500"),
    ],
)
def test_what_cannot_be_checked_is_told(text: object, told: str) -> None:
    with pytest.raises(BadText, match=told):
        read_document(text)


@pytest.mark.parametrize(
    "unit",
    [
        "[", "![", "[a](", "*a ", "`", ">", "- ", "|a", "<b", "\\", "{", "\\cite{", "\\cite[a][b]{",
        "\\emph{", "\\section{", "\\begin{figure}", "\\item ", "\\bibitem{a}", "@a{b,",
        "\n@a{b,c={", "[@", "@a;", "[1,", "[1-999] ", "[A,", "http://", "10.1234/", "arXiv:",
        "2106.09685 ",
        "(Hu et al., 2021; ", "Hu and ", "A", "(2021) ", "[1] x\n", "[1]: x\n", "%\n", "$x_", "“",
        "\u0301", "\0", "\ud800 ", "\ue0100\ue011", "<script>alert(1)</script> ", "\n", ".",
    ],
)  # fmt: skip
def test_a_hostile_text_costs_little(unit: str) -> None:
    text = ("It is [1]. " + unit * MAX_TEXT)[:MAX_TEXT]
    began = time.perf_counter()
    try:
        assert all(claim.text for claim in read_document(text).claims)
    except BadText as error:
        assert "sentences, more than" in str(error)  # noqa: PT017 - either is right
    assert time.perf_counter() - began < 5  # seconds; alone most take 0.2
