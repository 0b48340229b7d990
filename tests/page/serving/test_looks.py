"""What Gradio is told of the page's looks."""

from page.serving.looks import SCRIPTS, appearance, script
from tests.conftest import ROOT


def test_looks_and_script_are_the_files_of_the_project() -> None:
    assert "{" in appearance()["css"]
    assert script().index("const makeHearer") < script().index("makeHearer()")
    assert len(SCRIPTS) == len(list((ROOT / "page" / "assets").glob("*.js")))


def test_no_font_is_asked_of_anybody() -> None:
    theme = appearance()["theme"]
    assert theme._stylesheets == []
    assert "http" not in appearance()["css"]
