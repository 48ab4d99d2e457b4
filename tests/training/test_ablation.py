import joblib
import numpy as np
import pandas as pd
import pytest

import train
from emolab.augmentation.config import AugmentationConfig
from emolab.augmentation.strategies.base import Candidate, GeneratorError
from emolab.data.sources import load_dataset
from emolab.runs import store as artifacts
from emolab.training import ablation, pipeline
from emolab.training.ablation import variants
from emolab.training.cli import parse
from emolab.training.presets import PRESETS


class Writer:
    """Writes each source again with a different opening."""

    name, generator, revision, prompt_version = "template", "a list", "1", ""

    def generate(self, requests):
        return [
            Candidate(f"On day {request.seed} nothing could hold my eye.", (request.label,))
            for request in requests
        ]


@pytest.fixture
def ablate(tiny_csv, tiny_preset, tmp_path, monkeypatch):
    """A function that runs an ablation of naive Bayes over tiny_csv, and gives what it wrote."""
    monkeypatch.setattr(AugmentationConfig, "make_strategies", lambda *_: [Writer()])
    monkeypatch.setattr(ablation, "sentence_embedder", lambda: None)
    monkeypatch.setitem(PRESETS, "default", tiny_preset)
    given = ["--data", str(tiny_csv), "--artifacts", str(tmp_path), "--ablation", "--run", "tried"]
    given += ["--models", "naive_bayes", "--minority-threshold", "26", "--label-rank", "9"]
    given += ["--label-score", "0", "--seeds", "1", "2"]

    def run(*options):
        with joblib.parallel_config(backend="threading"):
            train.main([*given, *options])
        return artifacts.open_run(tmp_path / "ablations" / "tried")

    run.arguments = given
    return run


def test_every_strategy_is_held_against_repeats_and_against_nothing(ablate):
    written = ablate("--augment", "template")
    effects = written.effects()
    assert list(effects.variant.unique()) == ["template, repeats instead", "template"]
    assert set(effects.model) == {"naive_bayes"}
    # A label is rare under 26 % of 80 rows: three labels have 20, anger has 32.
    assert list(effects.metric.unique()) == [
        "micro F1",
        "macro F1",
        *[label for label in written.record["labels"] if label != "anger"],
    ]
    assert (effects.low <= effects.change + 1e-9).all()
    assert (effects.high >= effects.change - 1e-9).all()
    assert np.allclose(effects.after - effects.before, effects.change)
    assert written.record["seeds"] == [1, 2]
    assert "Plotly.newPlot" in written.folder.with_suffix(".html").read_text()


def test_repeats_are_as_many_as_were_written_for_each_label(ablate, tiny_csv):
    command = parse([*ablate.arguments, "--augment", "template"])
    dataset = load_dataset(str(tiny_csv))
    ways = dict(variants(command.config, dataset, command.output.artifacts))
    before = len(dataset.train)
    rows = {variant: way.train.take(range(before, len(way.train))) for variant, way in ways.items()}
    assert len(rows["none"]) == 0
    assert len(rows["template"]) == len(rows["template, repeats instead"]) > 0
    assert set(rows["template, repeats instead"].texts) <= set(dataset.train.texts)
    assert not set(rows["template"].texts) & set(dataset.train.texts)


def test_a_rerun_trains_nothing_again(ablate, tmp_path, monkeypatch):
    first = ablate("--augment", "template").effects()
    (tmp_path / "ablations" / "tried").rename(tmp_path / "first")
    monkeypatch.setattr(ablation, "fit", lambda *_: pytest.fail("trained again"))
    pd.testing.assert_frame_equal(ablate("--augment", "template").effects(), first)


def test_without_a_strategy_there_is_nothing_to_compare(ablate):
    with pytest.raises(GeneratorError, match="--augment"):
        ablate()


def test_under_torchrun_it_is_refused(ablate, monkeypatch):
    monkeypatch.setenv("RANK", "0")
    with pytest.raises(GeneratorError, match="without torchrun"):
        ablate("--augment", "template")


def test_a_name_that_is_taken_is_refused_before_anything_is_read(ablate, monkeypatch):
    ablate("--augment", "template")
    monkeypatch.setattr(ablation, "read_data", lambda *_: pytest.fail("read the data"))
    with pytest.raises(artifacts.ArtifactError, match="tried"):
        ablate("--augment", "template")


def test_an_ablation_is_no_run_of_the_dashboard(ablate, tmp_path):
    ablate("--augment", "template")
    assert artifacts.list_runs(tmp_path) == []
    assert pipeline.RANK == 0
