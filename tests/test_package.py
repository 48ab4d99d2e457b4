"""The wheel: it holds what it needs, and works from any folder."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("hatchling") is None, reason="the build backend is not installed"
)


def pip(*arguments):
    subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments],
        check=True,
        cwd=ROOT,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    pip(*("wheel", "--no-deps", "--no-build-isolation", "--no-index"), "--wheel-dir", folder, ".")
    [built] = folder.glob("emolab-*.whl")
    return built


def test_the_wheel_holds_every_file_of_the_package_and_no_other(wheel):
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    tracked = subprocess.run(
        ["git", "ls-files", "emolab"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert {name for name in held if not name.startswith("emolab/")} == set()
    assert {name for name in tracked if (ROOT / name).is_file()} <= held


def test_the_installed_package_scores_texts_from_another_folder(wheel, tiny_run, tmp_path):
    site = tmp_path / "site"
    pip("install", "--no-deps", "--no-index", "--target", site, wheel)
    (tmp_path / "in.csv").write_text("text\nthe baker was happy today\nso furious\n")
    command = [site / "bin" / "emolab", "score", "in.csv", "--out", "out.csv", "--run", "tiny"]
    # The folder of the wheel comes first on the path, before a checkout that is installed too.
    subprocess.run(
        [sys.executable, *command, "--artifacts", tiny_run.parent],
        check=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(site)},
    )
    scores = pd.read_csv(tmp_path / "out.csv")
    assert scores.text.tolist() == ["the baker was happy today", "so furious"]
    assert {"anger", "joy", "labels"} <= set(scores)


def test_the_installed_package_reads_its_own_data_files(wheel, tmp_path):
    site = tmp_path / "site"
    pip("install", "--no-deps", "--no-index", "--target", site, wheel)
    code = (
        "import emolab, emolab.checkout, emolab.augmentation.filters;"
        "from emolab.data.sources import load_dataset;"
        "print(emolab.__file__, emolab.checkout.checkout_folder());"
        "print(len(load_dataset('bundled').train.texts))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(site)},
    ).stdout.split()
    assert printed[:2] == [str(site / "emolab" / "__init__.py"), "None"]
    assert int(printed[2]) > 1000
