"""A model that is one file and one entry of the registry, as docs/extending.md describes it."""

import re
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import pytest

import train
from emolab.augmentation.config import AugmentationConfig
from emolab.augmentation.strategies.base import Candidate
from emolab.evaluation import __main__ as evaluation
from emolab.evaluation.bootstrap import resample_weights
from emolab.evaluation.comparison import Comparison
from emolab.inference import score
from emolab.models.base import ModelEntry, ModelError
from emolab.models.registry import REGISTRY, model_title, resume_message, serve
from emolab.report import html_report
from emolab.runs.model_cards import model_card
from emolab.runs.store import open_run
from emolab.training import ablation

FILE = Path(__file__).with_name("fourth_model.py")
BLOCKS = re.findall(
    r"^```python\n(.*?)^```$",
    (Path(__file__).parents[2] / "docs" / "extending.md").read_text(encoding="utf-8"),
    flags=re.DOTALL | re.MULTILINE,
)
PAGES = ("live", "batch", "compare", "emotions", "errors", "samples", "about")


class Generator:
    """A strategy that generates a new text for each request."""

    name, generator, revision, prompt_version = "template", "a list", "1", ""

    def generate(self, requests):
        return [
            Candidate(f"On day {request.seed} nothing could hold my eye.", (request.label,))
            for request in requests
        ]


@pytest.fixture(scope="module", autouse=True)
def registry_as_it_was():
    """The registry after these tests: a model that was taken out comes back in its place."""
    before = dict(REGISTRY)
    yield
    REGISTRY.clear()
    REGISTRY.update(before)


@pytest.fixture(scope="module")
def registered():
    """The model of FILE, registered by the entry of the document."""
    spec = spec_from_file_location("emolab.models.ridge", FILE)
    with pytest.MonkeyPatch.context() as patch:
        module = module_from_spec(spec)
        patch.setitem(sys.modules, spec.name, module)
        spec.loader.exec_module(module)
        (entry,) = eval(f"{{{BLOCKS[1]}}}", {"ModelEntry": ModelEntry}).items()
        patch.setitem(REGISTRY, *entry)
        yield patch


@pytest.fixture(scope="module")
def trained(registered, tiny_csv, tiny_preset, tmp_path_factory):
    """A function that calls train.py with options; gives the folder of the runs."""
    folder = tmp_path_factory.mktemp("fourth")
    registered.setitem(train_presets(), "default", tiny_preset)
    registered.setattr("emolab.training.pipeline.is_offered", lambda *_: True)
    registered.setattr(AugmentationConfig, "make_strategies", lambda *_: [Generator()])
    registered.setattr(ablation, "sentence_embedder", lambda: None)

    def run(*options):
        with joblib.parallel_config(backend="threading"):
            train.main(["--data", str(tiny_csv), "--artifacts", str(folder), *options])
        return folder

    return run


def train_presets():
    from emolab.training.presets import PRESETS

    return PRESETS


@pytest.fixture(scope="module")
def runs(trained):
    """Two runs with the model beside others, and an ablation of it."""
    models = ("logistic_regression", "naive_bayes", "ridge")
    trained("--run", "first", "--models", *models)
    trained("--run", "second", "--models", *models, "--alpha", "4")
    options = ("--ablation", "--augment", "template", "--minority-threshold", "26")
    filters = ("--label-rank", "9", "--label-score", "0", "--seeds", "1")
    return trained("--run", "gains", "--models", "ridge", *options, *filters)


def views(open_page, page, folder):
    """The page, opened on each of its views."""
    first = open_page(page, folder)
    yield first
    switches = [each for each in first.segmented_control if each.key == "view"]
    for view in switches[0].options if switches else []:
        yield open_page(page, folder, view=view)


def test_the_document_has_the_file_that_is_tested():
    assert BLOCKS[0] == FILE.read_text(encoding="utf-8")


def test_train_writes_a_run_with_the_model_and_its_ensemble(runs):
    run = open_run(runs / "first")
    assert run.models == ("logistic_regression", "naive_bayes", "ridge", "ensemble")
    assert run.record["config"]["models"]["ridge"] == {"n_features": 4096, "alpha": 1.0}
    assert open_run(runs / "second").record["config"]["models"]["ridge"]["alpha"] == 4.0
    assert run.history()["ridge"] == {}
    assert run.metrics()["ridge"]["test"]["policies"]["per_label"]["f1_macro"] > 0.3
    served = serve("ridge", run.model_folder("ridge"))
    texts = run.texts().query("split == 'test'").text.tolist()
    np.testing.assert_allclose(served.predict_proba(texts), run.scores("test")["ridge"], atol=1e-6)
    assert "ridge" in serve("ensemble", run.model_folder("ensemble")).members


def test_without_names_every_preset_trains_the_model_with_its_default_settings(registered):
    from emolab.training.cli import parse

    settings = parse(["--preset", "quick", "--seed", "7"]).config.models["ridge"]
    assert settings == REGISTRY["ridge"].settings_class()()


def test_its_card_has_metrics_settings_and_how_it_is_opened(runs):
    card = (runs / "first" / "models" / "ridge" / "README.md").read_text(encoding="utf-8")
    assert "# EmoLab Ridge regression" in card
    assert "fitted to the 0/1 labels." in card
    assert "| alpha | 1.0 |" in card
    assert '`emolab.models.registry.serve("ridge", folder)`.' in card
    assert "It learns from the annotators' labels alone." in card


def test_the_run_is_evaluated_again_with_equal_metrics(runs, tiny_csv, capsys):
    evaluation.main(["--run", str(runs / "first"), "--data", str(tiny_csv)])
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("ridge")]
    assert max(map(float, line.split()[1:])) < 1e-6


def test_the_ablation_has_its_effects(runs):
    effects = open_run(runs / "ablations" / "gains").effects()
    assert set(effects.model) == {"ridge"}
    assert "macro F1" in set(effects.metric)


def test_files_are_scored_from_the_command_line(runs, tmp_path):
    (tmp_path / "texts.csv").write_text("text\nso happy\nso livid\n")
    arguments = [str(tmp_path / "texts.csv"), "--out", str(tmp_path / "scores.csv")]
    score.main([*arguments, "--artifacts", str(runs), "--run", "first", "--model", "ridge"])
    scores = pd.read_csv(tmp_path / "scores.csv")
    assert len(scores) == 2
    assert scores.joy[0] > scores.joy[1]


def test_the_report_has_the_model_in_its_charts(runs):
    run = open_run(runs / "first")
    scores, metrics = run.scores("test"), run.metrics()
    targets = scores.pop("targets")
    thresholds = {model: np.array(of["thresholds"]["per_label"]) for model, of in metrics.items()}
    weights = resample_weights(len(targets), 20)
    comparison = Comparison(
        run.labels, "test", targets, scores, thresholds, "per label", "per_label", weights
    )
    assert "Ridge regression" in html_report(run, comparison, metrics, run.history())


@pytest.mark.parametrize("page", PAGES)
def test_every_view_of_every_page_opens_with_the_model(runs, open_page, page):
    opened = list(views(open_page, page, runs))
    assert (len(opened) > 1) == (page not in {"batch", "about"})
    for at in opened:
        assert not at.exception
        assert not at.error


def test_batch_scores_with_the_model(runs, open_page):
    at = open_page("batch", runs)
    at.text_area(key="lines").set_value("so happy\nso livid")
    at.selectbox(key="model").set_value("ridge")
    at = at.button[0].click().run()
    assert not at.exception
    assert len(at.dataframe[0].value) == 2


def test_a_run_whose_model_is_not_registered_says_so(runs, monkeypatch):
    run = open_run(runs / "first")
    monkeypatch.delitem(REGISTRY, "ridge")
    with pytest.raises(ModelError, match="no model 'ridge' is registered"):
        serve("ridge", run.model_folder("ridge"))
    assert model_title("ridge") == "ridge"
    assert "# EmoLab ridge" in model_card("ridge", run.record, run.metrics()["ridge"], None).content


@pytest.fixture
def alone(registered, monkeypatch):
    """The registry with one model in it."""
    for name in [name for name in REGISTRY if name != "ridge"]:
        monkeypatch.delitem(REGISTRY, name)


@pytest.mark.usefixtures("alone")
def test_a_registry_of_one_model_is_trained_scored_and_shown(
    trained, open_page, tiny_csv, tmp_path
):
    folder = trained("--artifacts", str(tmp_path / "alone"), "--run", "alone")
    assert folder.exists()
    folder = tmp_path / "alone"
    run = open_run(folder / "alone")
    assert run.models == ("ridge",)
    assert run.record["config"]["models"] == {"ridge": {"n_features": 4096, "alpha": 1.0}}
    evaluation.main(["--run", str(run.folder), "--data", str(tiny_csv)])
    assert resume_message() == "The same command trains from the beginning."
    for page in PAGES:
        for at in views(open_page, page, folder):
            assert not at.exception, page
            assert not at.error, page
