"""No command waits for libraries that it does not use."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from rag.__main__ import main\n"
        "try: main(['-h'])\nexcept SystemExit: pass\n"
        "print(sorted({'torch', 'gradio', 'sentence_transformers'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("[]\n")


NEVER = ("torch", "transformers", "sentence_transformers", "llama_index", "gradio", "sklearn")


@pytest.mark.parametrize(
    ("module", "arguments", "more"),
    [
        ("rag", ["What error rate did AlexNet reach on ImageNet?", "--index"], ()),
        ("rag", ["What is the oldest paper here?", "--index"], ()),
        ("rag.verify", ["Dropout settings typically keep units?", "--index"], ()),
        ("index", ["status", "--at"], ("onnxruntime",)),
        ("index", ["papers", "--at"], ("onnxruntime", "tokenizers")),
    ],
)
def test_nobody_waits_for_libraries_that_are_not_used(
    module: str, arguments: list[str], more: tuple[str, ...], sample_folder: Path
) -> None:
    code = (
        "import runpy, sys\n"
        f"sys.argv = [{module!r}, *{arguments!r}, {str(sample_folder)!r}]\n"
        "try:\n"
        f"    runpy.run_module({module!r}, run_name='__main__', alter_sys=True)\n"
        "except SystemExit as end:\n"
        "    status = end.code\n"
        f"found = [name for name in {(*NEVER, *more)!r} if name in sys.modules]\n"
        "sys.stderr.write(f'{status} {found}')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stderr == "0 []"
    assert done.stdout
