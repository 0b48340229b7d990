"""What records say as values, and the sentence that tells them."""

from dataclasses import replace

import pytest

from index.papers.filters import ALL, Order, PaperFilter
from rag.answer.statements import (
    CountStatement,
    FactStatement,
    NextStatement,
    PlaceStatement,
    Statement,
    sort_papers,
    value_of,
)
from tests.conftest import make_paper

MAPS = make_paper("Maps", "We draw.", id="1", published="2024-07-02", upvotes=3,
                  authors=["Ada"], author_count=1)  # fmt: skip
NETS = make_paper("Nets", "We train.", id="2", listed="1986", upvotes=7, organization="Oak")
NOTES = make_paper("Notes", "We write.", id="3", author_count=600)
FIRST = PlaceStatement(NETS, Order("upvotes"), 1, 2, 3, ALL)
OF_OAK = PaperFilter.make(organization="Oak")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (FactStatement(MAPS, "upvotes"), "Maps has 3 upvotes."),
        (FactStatement(MAPS, "comments"), ""),  # nobody counted them
        (FactStatement(NETS, "date"), "Nets was listed in 1986."),
        (FactStatement(NOTES, "date"), ""),
        (FactStatement(NOTES, "author count"), "Notes has 600 authors."),
        (FactStatement(MAPS, "authors"), "Maps is by Ada."),
        (FactStatement(NETS, "authors"), "Nets comes from Oak."),
        (FactStatement(MAPS, "organization"), "Maps is by Ada."),
        (FactStatement(NOTES, "authors"), "Notes is by 600 authors."),
        (FactStatement(NOTES, "organization"), ""),
        (FIRST, "Nets is the most upvoted of the 2 papers with a count of upvotes: 7 upvotes."),
        (replace(FIRST, known=3), "Nets is the most upvoted of the 3 papers: 7 upvotes."),
        (replace(FIRST, nth=2, ties=2, known=3),
         "2 papers are the second most upvoted of the 3 papers, Nets among them: 7 upvotes."),
        (replace(FIRST, paper=NOTES, order=Order("authors"), known=3, filter=OF_OAK),
         "Notes has the longest author list of the 3 papers by Oak: 600 authors."),
        (NextStatement(MAPS, Order("upvotes"), 2, ALL), "Maps follows: 3 upvotes."),
        (CountStatement(NETS, OF_OAK, 1), "The index holds 1 paper by Oak: Nets, 1986."),
        (CountStatement(MAPS, ALL, 1200),
         "The index holds 1,200 papers; the newest is Maps, July 2, 2024."),
        (CountStatement(NETS, OF_OAK, 4, 3),
         "The index holds 4 papers by Oak (3 of them under just that name); the newest is Nets, "
         "1986."),
        (CountStatement(NOTES, ALL, 2), "The index holds 2 papers, such as Notes, date unknown."),
    ],
)  # fmt: skip
def test_a_statement_says_its_values_and_nothing_where_the_record_lacks_them(
    statement: Statement, said: str
) -> None:
    assert statement.text == said


def test_papers_without_the_fact_are_in_no_order_of_it() -> None:
    papers = [NOTES, MAPS, NETS]
    assert sort_papers(papers, Order("date")) == [MAPS, NETS]
    assert sort_papers(papers, Order("upvotes")) == [NETS, MAPS]
    assert sort_papers(papers, Order("authors", descending=False)) == [MAPS, NOTES]
    assert [value_of(paper, "date") for paper in papers] == [None, "2024-07-02", "1986"]
