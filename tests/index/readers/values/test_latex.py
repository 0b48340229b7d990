"""LaTeX in names, titles and abstracts."""

import pytest

from index.readers.values.latex import decode_latex, decode_macros


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        (r"K. G\"odel and \'Emile {van der} Berg", "K. Gödel and Émile van der Berg"),
        (r"Stra{\ss}e, {\L}ukasz, \L{}ukasz, Garc{\'\i}a, Nguy{\~{\^e}}n, Tr{\`\^a}n",
         "Straße, Łukasz, Łukasz, García, Nguyễn, Trần"),
        (r"\v{C}ech {\v c}ech Erd\H os \k{a} {\AA}sa", "Čech čech Erdős ą Åsa"),
        (r"On $x_1 > \alpha$ in {G}raphs", r"On $x_1 > \alpha$ in Graphs"),
        ("50% of 22\\% and 57\\\\% and 66{\\%}", "50% of 22% and 57% and 66%"),
        (r"p {\textless} 0.01, a\_b, {\textasciitilde}5, R & D", "p < 0.01, a_b, ~5, R & D"),
        (r"O(n{\^{}}2), 10\textsuperscript{-5}", "O(n^2), 10⁻⁵"),
        (r"5~km -- ``so'' `it' \ldots{} 2\,{\texteuro}", "5 km – “so” ‘it’ … 2 €"),
        (r"\textbf{5$\pm$0.2\,\%} at \url{https://x.org/a_b%20c}",
         r"5$\pm$0.2 % at https://x.org/a_b%20c"),
        # A macro that is not known stays as it is written, with what it is of.
        (r"the \mytool{x}{y} of \Lukasz {\L}ukasz, see \cite{k}",
         r"the \mytool{x}{y} of \Lukasz Łukasz, see \cite{k}"),
        ("it costs $4 and 4.2{\\%}", "it costs $4 and 4.2%"),
        ("{}", "{}"),  # nothing would be left of it
        (r"\begin{x}", r"\begin{x}"),
        ("\\" * 30_000, "\\" * 30_000),  # longer than anybody's abstract
    ],
)  # fmt: skip
def test_what_tex_would_set_is_read_and_nonsense_stays(text: str, plain: str) -> None:
    assert decode_latex(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"Poincar\'e and Erd\H{o}s", "Poincaré and Erdős"),
        (r"\emph{all} of {\it some}, {\o}re", "all of some, øre"),
        (r"~5% -- ``so'' & {N}ame", r"~5% -- ``so'' & {N}ame"),
        (r"$\epsilon = 0.03$ and \$5, 54.6\%", r"$\epsilon = 0.03$ and \$5, 54.6%"),
        (r"the \mytool{x} and \ alone", r"the \mytool{x} and \ alone"),
    ],
)
def test_in_a_text_that_no_tex_reads_only_macros_are(text: str, plain: str) -> None:
    assert decode_macros(text) == plain
