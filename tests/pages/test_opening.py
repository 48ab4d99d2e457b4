import os
import subprocess
import sys
from pathlib import Path

import pytest

OPENED = """
import sys
from streamlit.testing.v1 import AppTest
at = AppTest.from_file("{script}", default_timeout=60)
if "{page}":
    at.switch_page("pages/{page}.py")
at.run()
assert not at.exception, at.exception
print(sorted(set({modules}) & set(sys.modules)))
"""


@pytest.mark.parametrize(
    ("page", "modules"),
    [
        ("", ["torch", "transformers", "sklearn", "scipy", "pandas"]),
        ("compare", ["torch", "transformers"]),
        ("emotions", ["torch", "transformers"]),
    ],
)
def test_a_page_waits_for_no_library_that_it_can_do_without(tiny_run, page, modules):
    root = Path(__file__).parents[2]
    code = OPENED.format(script=root / "streamlit_app.py", page=page, modules=modules)
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "EMOLAB_ARTIFACTS": str(tiny_run.parent)},
    )
    assert ended.stdout.strip() == "[]"
