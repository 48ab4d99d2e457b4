import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from datasets import load_from_disk

from emolab.augmentation import __main__ as command

ROOT = Path(__file__).parents[2]
ASK = ["--augment", "template", "--max-rows", "3", "--only", "grief", "pride", "--data", "bundled"]


@pytest.fixture
def augment(tmp_path, capsys, monkeypatch):
    """A function that runs the command with templates on the bundled corpus; gives what it said."""
    monkeypatch.setattr(command, "sentence_embedder", lambda: None)

    def run(*options):
        command.main([*ASK, "--minority-threshold", "30", "--out", str(tmp_path), *options])
        return capsys.readouterr().out

    return run


def test_rows_and_dataset_lie_in_the_folder(augment, tmp_path):
    said = augment()
    rows = pd.read_parquet(tmp_path / "augmentation.parquet")
    assert f"3 of {len(rows):,} rows kept" in said
    kept = rows[rows.status == "accepted"]
    assert set(kept.label) <= {"grief", "pride"}
    train = load_from_disk(tmp_path / "dataset")["train"]
    assert train["text"][-3:] == kept.text.tolist()


def test_the_same_command_again_writes_nothing_anew(augment, tmp_path):
    augment()
    first = pd.read_parquet(tmp_path / "augmentation.parquet")
    augment()
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "augmentation.parquet"), first)


def test_a_dry_run_says_what_would_be_published(augment):
    assert "would go to me/mine" in augment("--push-to-hub", "me/mine", "--dry-run")


def test_without_a_strategy_the_usage_is_said(tmp_path, capsys):
    with pytest.raises(SystemExit):
        command.main(["--out", str(tmp_path)])
    assert "--augment names no strategy" in capsys.readouterr().err


def test_what_cannot_be_done_is_said_in_a_sentence(tmp_path):
    options = [*ASK[:2], "--data", "no.csv", "--out", str(tmp_path)]
    script = subprocess.run(
        [sys.executable, "-m", "emolab.augmentation", *options],
        cwd=ROOT,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert script.returncode == 1
    assert script.stderr.startswith("emolab.augmentation: ")
    assert "Traceback" not in script.stderr
