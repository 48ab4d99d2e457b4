import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
from copy import copy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from scipy.special import expit
from sklearn.metrics import roc_auc_score
from transformers import (
    AutoModel,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    Trainer,
)

from emolab.data.dataset import Split
from emolab.models.base import read_description
from emolab.models.transformer import training as transformer
from emolab.models.transformer.serving import ExportError, OnnxTransformer
from emolab.models.transformer.training import Transformer

ROOT = Path(__file__).parents[2]


def evaluations(model):
    return [step for step in model.history["steps"] if "eval_macro_auc" in step]


def give_macro_aucs(monkeypatch, *values):
    """Let validation find these figures, one an epoch; None breaks training off there."""
    left = iter(values)

    def macro_auc(prediction):
        value = next(left)
        if value is None:
            raise KeyboardInterrupt
        return {"macro_auc": value}

    monkeypatch.setattr(transformer, "_macro_auc", macro_auc)


# Training and saving


def test_training_goes_through_every_epoch_and_records_it(trained):
    model, _ = trained
    assert [step["epoch"] for step in evaluations(model)] == [1, 2]
    assert model.history["steps"][-1]["step"] == 20
    assert model.history["resumed_from"] is None


def test_the_toy_labels_are_learnt(trained):
    model, _ = trained
    assert model.history["best_validation_macro_auc"] > 0.75


def test_the_history_is_such_that_json_holds_it(trained):
    model, _ = trained
    assert json.loads(json.dumps(model.history)) == model.history


def test_the_best_validation_macro_auc_is_that_of_the_model_that_is_kept(trained, toy):
    model, _ = trained
    figures = [step["eval_macro_auc"] for step in evaluations(model)]
    assert model.history["best_validation_macro_auc"] == max(figures)
    assert roc_auc_score(toy.targets, model.predict_proba(toy.texts)) == pytest.approx(
        max(figures), abs=1e-3
    )


def test_the_history_names_the_encoder_its_head_and_its_size(trained_cls, tiny_roberta):
    model, _ = trained_cls
    assert model.history["encoder"] == {
        "name": tiny_roberta.name,
        "revision": "local",
        "head": "cls",
        "parameters": sum(weight.numel() for weight in model.model.parameters()),
        "note": "",
    }


def test_no_texts_give_no_rows(trained):
    assert trained[0].predict_proba([]).shape == (0, 4)


def test_a_text_scores_the_same_alone_as_in_any_company(trained, toy):
    model, _ = trained
    texts = [*toy.texts, "so", "so sad and so sad and so sad and so sad"]
    alone = np.concatenate([model.predict_proba([text]) for text in texts])
    np.testing.assert_allclose(model.predict_proba(texts), alone, rtol=0, atol=1e-6)


def test_a_saved_model_loads_with_equal_scores(trained, toy):
    model, folder = trained
    loaded = Transformer.load(folder)
    texts = (*toy.texts, "", "so sad " * 100)
    np.testing.assert_allclose(
        loaded.predict_proba(texts), model.predict_proba(texts), rtol=0, atol=1e-6
    )
    assert (loaded.labels, loaded.settings, loaded.head) == (
        model.labels,
        model.settings,
        model.head,
    )


def test_the_description_has_all_that_serving_needs(trained_cls, labels):
    model, folder = trained_cls
    description = read_description(folder)
    assert description["labels"] == list(labels)
    assert description["settings"]["max_length"] == 32
    assert description["pad_id"] == 1
    assert description["head"] == "cls"
    assert description["encoder"] == model.history["encoder"]


def test_head_cls_opens_with_transformers_and_has_the_labels(trained_cls, toy, labels):
    model, folder = trained_cls
    opened = AutoModelForSequenceClassification.from_pretrained(folder / "torch").eval()
    assert opened.config.id2label == dict(enumerate(labels))
    assert opened.config.label2id == {label: column for column, label in enumerate(labels)}
    assert opened.config.problem_type == "multi_label_classification"
    batch = AutoTokenizer.from_pretrained(folder / "torch")(
        list(toy.texts), padding=True, return_tensors="pt"
    )
    with torch.inference_mode():
        scores = torch.sigmoid(opened(**batch).logits).numpy()
    np.testing.assert_allclose(scores, model.predict_proba(toy.texts), rtol=0, atol=1e-6)


def test_head_mean_opens_with_sentence_transformers(trained_mean, toy):
    from sentence_transformers import SentenceTransformer

    model, folder = trained_mean
    texts = [*toy.texts, "so sad " * 100]
    logits = SentenceTransformer(str(folder / "torch"), device="cpu").encode(texts)
    np.testing.assert_allclose(expit(logits), model.predict_proba(texts), rtol=0, atol=1e-6)


def test_head_mean_leaves_no_second_copy_of_the_weights(trained_mean):
    _, folder = trained_mean
    weights = [file.relative_to(folder / "torch") for file in folder.rglob("*.safetensors")]
    assert sorted(map(str, weights)) == ["2_Dense/model.safetensors", "model.safetensors"]


@pytest.mark.parametrize("error", [2e-4, float("nan")])
def test_an_export_that_scores_otherwise_is_refused(trained_cls, tmp_path, monkeypatch, error):
    _, folder = trained_cls
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    model = Transformer.load(tmp_path)
    monkeypatch.setattr(torch.onnx, "export", lambda *_, **__: None)
    monkeypatch.setattr(
        OnnxTransformer, "predict_proba", lambda _, texts: model.predict_proba(texts) + error
    )
    with pytest.raises(ExportError, match="not fit to serve"):
        model.save(tmp_path)


def test_the_export_differs_from_torch_by_less_than_it_may(trained):
    model, _ = trained
    assert 0 <= model.history["export_difference"] <= 1e-4


def test_8_bit_weights_stand_alone_and_score_nearly_the_same(trained_mean, tmp_path, toy):
    model, folder = trained_mean
    light = copy(model)
    light.settings, light.history = replace(model.settings, saved="int8"), {}
    light.save(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {
        "model.json",
        "model.onnx",
        "tokenizer.json",
    }
    assert (tmp_path / "model.onnx").stat().st_size < (folder / "model.onnx").stat().st_size
    shift = np.abs(
        OnnxTransformer.load(tmp_path).predict_proba(toy.texts) - model.predict_proba(toy.texts)
    )
    assert 0 < shift.max() < 0.1
    assert 0 < light.history["quantisation_difference"] < 0.05


# Settings


@pytest.fixture
def fit(labels, toy, tiny_settings):
    """Fit on toy for one epoch, or as the settings say; give the model."""

    def fit(checkpoints=None, train=toy, validation=toy, **settings):
        settings = replace(tiny_settings, **{"epochs": 1, **settings})
        return Transformer(labels, settings, checkpoints).fit(train, validation)

    return fit


def test_equal_seeds_learn_the_same_and_others_do_not(fit, toy):
    one, again, other = (fit(seed=seed).predict_proba(toy.texts) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert np.abs(one - other).max() > 1e-3


@pytest.mark.parametrize(
    "setting",
    [
        {"optimizer": "radam"},
        {"schedule": "cosine"},
        {"warmup": 0.5},
        {"weight_decay": 1.0},
        {"learning_rate": 1e-3},
        {"head_learning_rate": 1e-3},
        {"label_weights": True},
        {"batch_size": 8},
        {"freeze_embeddings": True},
        {"precision": "bfloat16"},
    ],
    ids=lambda setting: next(iter(setting)),
)
def test_a_setting_changes_the_fitted_model(fit, toy, setting):
    plain, set_otherwise = (fit(**given).predict_proba(toy.texts) for given in ({}, setting))
    assert np.isfinite(set_otherwise).all()
    assert np.abs(plain - set_otherwise).max() > 1e-5


def test_frozen_embeddings_stay_as_pretraining_made_them(fit, tiny_roberta):
    model = fit(freeze_embeddings=True).model.state_dict()
    before = AutoModel.from_pretrained(tiny_roberta).state_dict()
    for name, weights in before.items():
        if "pooler" not in name:
            same = torch.equal(weights, model[f"roberta.{name}"])
            assert same == (name == "embeddings.word_embeddings.weight"), name


def test_the_targets_are_a_mean_of_labels_and_the_teachers_scores(fit, toy, monkeypatch):
    learnt_from = []
    monkeypatch.setattr(
        transformer.Trainer,
        "train",
        lambda self, **_: learnt_from.append(self.train_dataset["labels"][:]),
    )
    soft = np.full(toy.targets.shape, 0.4, dtype=np.float32)
    fit(train=replace(toy, soft=soft), soft_weight=0.25)
    np.testing.assert_allclose(learnt_from[0], 0.75 * toy.targets + 0.1, atol=1e-6)


@pytest.mark.parametrize(
    ("asked", "able", "expected"),
    [
        ("auto", True, "bfloat16"),
        ("auto", False, "float32"),
        ("float32", True, "float32"),
        ("bfloat16", False, "bfloat16"),
    ],
)
def test_the_precision_is_what_was_asked_for_or_what_the_processor_gains_by(
    fit, monkeypatch, asked, able, expected
):
    monkeypatch.setattr("emolab.models.transformer.training._multiplies_bfloat16", lambda: able)
    monkeypatch.setattr(Trainer, "train", lambda *_, **__: None)
    assert fit(precision=asked).history["precision"] == expected


def test_a_model_trained_in_bfloat16_scores_and_is_exported_in_float32(fit, toy, tmp_path):
    model = fit(precision="bfloat16")
    model.save(tmp_path)
    assert model.history["export_difference"] <= 1e-6
    loaded = Transformer.load(tmp_path).predict_proba(toy.texts)
    np.testing.assert_allclose(loaded, model.predict_proba(toy.texts), atol=1e-6)


@pytest.mark.parametrize("head", ["cls", "mean"])
def test_a_named_head_goes_before_what_the_encoder_was_made_for(
    fit, tiny_roberta, tiny_sentence_encoder, head
):
    encoder = tiny_sentence_encoder if head == "cls" else tiny_roberta
    model = fit(encoder=str(encoder), head=head)
    assert model.history["encoder"]["head"] == head
    assert model.predict_proba(["so sad"]).shape == (1, 4)


@pytest.mark.parametrize("head", ["cls", "mean"])
def test_the_head_learns_at_its_own_rate(fit, tiny_roberta, head):
    model = fit(head=head, learning_rate=1e-12, head_learning_rate=1e-2)
    encoder = model.model.encoder if head == "mean" else model.model.roberta
    pretrained = AutoModel.from_pretrained(tiny_roberta).state_dict()
    for name, weight in encoder.state_dict().items():
        torch.testing.assert_close(weight, pretrained[name], rtol=0, atol=1e-8)
    biases = {
        name: weight
        for name, weight in model.model.named_parameters()
        if name.startswith(("classifier.", "head.")) and name.endswith("bias")
    }
    # Biases start at zero.
    assert biases
    assert all(weight.abs().max() > 1e-3 for weight in biases.values())


@pytest.mark.parametrize("weighted", [False, True])
def test_the_loss_is_binary_cross_entropy_under_the_label_weights(fit, toy, weighted):
    model = fit(label_weights=weighted)
    # Each label has 12 positives and 28 negatives.
    weight = np.sqrt(28 / 12) if weighted else 1
    scores = model.predict_proba(toy.texts)
    losses = -np.where(toy.targets, weight * np.log(scores), np.log(1 - scores))
    assert evaluations(model)[-1]["eval_loss"] == pytest.approx(losses.mean(), abs=1e-4)


def test_a_label_without_a_positive_can_be_weighed(fit, toy):
    targets = toy.targets * np.uint8([0, 1, 1, 1])
    model = fit(train=replace(toy, targets=targets), label_weights=True)
    assert np.isfinite(model.predict_proba(toy.texts)).all()


def test_validation_without_a_label_is_no_hindrance(fit, toy):
    model = fit(validation=Split.of(toy.texts[:2], [[0, 0, 0, 0], [0, 0, 0, 0]]))
    assert model.history["best_validation_macro_auc"] == 0


@pytest.fixture
def widths(monkeypatch):
    """The widths of the batches that are put together from here on."""
    seen = set()

    class Recording(transformer.DataCollatorWithPadding):
        def __call__(self, features):
            batch = super().__call__(features)
            seen.add(batch["input_ids"].shape[1])
            return batch

    monkeypatch.setattr(transformer, "DataCollatorWithPadding", Recording)
    return seen


# "my neighbour felt sad today" has 7 tokens with the special ones, "so sad" has 4.
SHORT = Split.of(["so sad", "so happy"], [[0, 0, 0, 1], [1, 0, 0, 0]])
LONG = Split.of(["so sad and so sad and so sad", "so sad"], [[0, 0, 0, 1]] * 2)


def test_a_batch_is_padded_to_its_own_longest_text(fit, widths):
    fit(validation=SHORT)
    assert 4 in widths


def test_pad_to_longest_pads_every_batch_to_the_longest_text_of_train(fit, widths):
    fit(validation=SHORT, pad_to_longest=True)
    assert widths == {7}


def test_pad_to_longest_takes_a_validation_text_longer_than_any_in_train(fit, widths):
    fit(validation=LONG, pad_to_longest=True)
    assert max(widths) == 10


# Stopping, keeping, going on


def test_training_stops_after_the_given_patience(fit, monkeypatch):
    give_macro_aucs(monkeypatch, 0.7, 0.9, 0.9, 0.8)
    model = fit(epochs=10, patience=2)
    assert len(evaluations(model)) == 4
    assert model.history["best_validation_macro_auc"] == 0.9


def test_the_best_epoch_is_kept_not_the_last(fit, monkeypatch, tmp_path):
    give_macro_aucs(monkeypatch, 0.9, 0.8, 0.7)
    model = fit(tmp_path, epochs=3)
    # Ten steps an epoch.
    best, last = (
        load_file(tmp_path / f"checkpoint-{step}" / "model.safetensors") for step in (10, 30)
    )
    kept = model.model.state_dict()
    assert all(torch.equal(kept[name], weight) for name, weight in best.items())
    assert not all(torch.equal(kept[name], weight) for name, weight in last.items())


def test_without_a_folder_no_checkpoint_is_left(fit, monkeypatch, tmp_path):
    monkeypatch.setattr(transformer.tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    fit()
    assert list(tmp_path.iterdir()) == []


def test_training_that_was_broken_off_ends_as_if_it_had_not_been(fit, monkeypatch, tmp_path, toy):
    whole = fit(epochs=3)
    with monkeypatch.context() as patch:
        give_macro_aucs(patch, 0.1, None)
        with pytest.raises(KeyboardInterrupt):
            fit(tmp_path, epochs=3)
    resumed = fit(tmp_path, epochs=3)
    assert resumed.history["resumed_from"] == "checkpoint-10"
    assert [step["epoch"] for step in evaluations(resumed)] == [1, 2, 3]
    np.testing.assert_allclose(
        resumed.predict_proba(toy.texts), whole.predict_proba(toy.texts), rtol=0, atol=1e-6
    )


def test_patience_counts_the_epochs_before_training_was_broken_off(fit, monkeypatch, tmp_path):
    give_macro_aucs(monkeypatch, 0.9, 0.8, None)
    with pytest.raises(KeyboardInterrupt):
        fit(tmp_path, epochs=10, patience=3)
    give_macro_aucs(monkeypatch, 0.7, 0.6, 0.5, 0.4)
    model = fit(tmp_path, epochs=10, patience=3)
    assert [step["eval_macro_auc"] for step in evaluations(model)] == [0.9, 0.8, 0.7, 0.6]


def test_a_checkpoint_that_was_cut_off_in_writing_is_passed_over(fit, monkeypatch, tmp_path):
    give_macro_aucs(monkeypatch, 0.8, None)
    with pytest.raises(KeyboardInterrupt):
        fit(tmp_path, epochs=2)
    half = tmp_path / "checkpoint-20"
    half.mkdir()
    shutil.copy(tmp_path / "checkpoint-10" / "config.json", half)
    give_macro_aucs(monkeypatch, 0.9)
    model = fit(tmp_path, epochs=2)
    assert model.history["resumed_from"] == "checkpoint-10"
    assert len(evaluations(model)) == 2


def test_fitting_again_after_the_last_epoch_trains_no_more(fit, tmp_path, toy):
    first, again = fit(tmp_path), fit(tmp_path)
    assert again.history["resumed_from"] == "checkpoint-10"
    assert len(evaluations(again)) == 1
    np.testing.assert_allclose(
        again.predict_proba(toy.texts), first.predict_proba(toy.texts), rtol=0, atol=1e-6
    )


# In processes of their own

FIT = """
import json, os, pickle, signal, sys
from pathlib import Path

from emolab.models.transformer import training as transformer

labels, settings, split, folder, killed_in_epoch = pickle.loads(Path(sys.argv[1]).read_bytes())
macro_auc, epochs = transformer._macro_auc, []


def macro_auc_or_death(prediction):
    epochs.append(prediction)
    if len(epochs) == killed_in_epoch:
        os.kill(os.getpid(), signal.SIGKILL)
    return macro_auc(prediction)


transformer._macro_auc = macro_auc_or_death
model = transformer.Transformer(labels, settings, folder / "checkpoints").fit(split, split)
result = {"history": model.history, "scores": model.predict_proba(split.texts).tolist()}
(folder / f"result-{os.environ.get('RANK', '0')}.json").write_text(json.dumps(result))
"""


def fit_in_processes(launcher, folder, *arguments):
    """Run FIT in this folder; give what the finished launcher said."""
    (folder / "fit.py").write_text(FIT)
    (folder / "arguments").write_bytes(pickle.dumps(arguments))
    return subprocess.run(
        [sys.executable, *launcher, str(folder / "fit.py"), str(folder / "arguments")],
        env={**os.environ, "PYTHONPATH": str(ROOT), "CUDA_VISIBLE_DEVICES": ""},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_training_that_was_killed_goes_on_from_its_last_checkpoint(
    labels, toy, tiny_settings, tmp_path
):
    settings = replace(tiny_settings, epochs=3)
    killed = fit_in_processes([], tmp_path, labels, settings, toy, tmp_path, 2)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert [entry.name for entry in (tmp_path / "checkpoints").iterdir()] == ["checkpoint-10"]
    model = Transformer(labels, settings, tmp_path / "checkpoints").fit(toy, toy)
    assert model.history["resumed_from"] == "checkpoint-10"
    assert [step["epoch"] for step in evaluations(model)] == [1, 2, 3]


@pytest.fixture(scope="module")
def two_processes(labels, toy, tiny_settings, tiny_sentence_encoder, tmp_path_factory):
    """What two processes made of one epoch together, at a rate that leaves all as it was."""
    folder = tmp_path_factory.mktemp("two_processes")
    settings = replace(
        tiny_settings,
        encoder=str(tiny_sentence_encoder),
        epochs=1,
        learning_rate=1e-12,
        head_learning_rate=1e-12,
    )
    launcher = ["-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2"]
    ended = fit_in_processes(launcher, folder, labels, settings, toy, folder, None)
    assert ended.returncode == 0, ended.stderr
    return [json.loads((folder / f"result-{rank}.json").read_text()) for rank in (0, 1)]


def test_two_processes_share_the_steps_and_end_with_one_model(two_processes):
    first, second = two_processes
    # 40 texts in batches of 4 for each of two processes.
    assert first["history"]["steps"][-1]["step"] == 5
    np.testing.assert_allclose(first["scores"], second["scores"], rtol=0, atol=1e-6)


def test_two_processes_have_the_loss_of_one(two_processes, toy):
    first, _ = two_processes
    scores = np.array(first["scores"])
    loss = -np.where(toy.targets, np.log(scores), np.log(1 - scores)).mean()
    evaluation, end = first["history"]["steps"]
    # Accelerate repeats rows to fill the last evaluation batch of each process.
    assert evaluation["eval_loss"] == pytest.approx(loss, abs=0.05)
    # Nothing is learnt, so the same texts in training differ by dropout alone.
    assert end["train_loss"] == pytest.approx(loss, abs=0.1)


def test_two_processes_score_each_validation_text_once(two_processes, toy):
    first, _ = two_processes
    expected = roc_auc_score(toy.targets, first["scores"])
    assert first["history"]["best_validation_macro_auc"] == pytest.approx(expected, abs=1e-6)
