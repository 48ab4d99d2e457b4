"""A training run, stage by stage: data, augmentation, models, evaluation, artifacts."""

import argparse
import hashlib
import os
import shutil
import time
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from emolab import artifacts, provenance
from emolab.augmentation import GeneratorError, Outcome, augment_dataset
from emolab.augmentation.options import limits_of, plan_of, strategies_of
from emolab.augmentation.publishing import publish, to_dataset_dict
from emolab.cards import model_card
from emolab.data import (
    Dataset,
    Leakage,
    audit,
    check,
    load_dataset,
    read_challenge,
    read_labels,
    to_taxonomy,
)
from emolab.evaluation import evaluate
from emolab.labels import TAXONOMIES
from emolab.models import REGISTRY, TRAINED, Classifier, serve
from emolab.models.classify import label_classifier
from emolab.models.crossfit import cross_fit
from emolab.models.embedding import sentence_embedder
from emolab.models.registry import read_description, write_description
from emolab.models.settings import TransformerSettings
from emolab.models.together import NAME as TOGETHER
from emolab.models.together import Together, fit_weights
from emolab.options import settings_of
from emolab.presets import PRESETS

RANK = int(os.environ.get("RANK", "0"))


def train(options: argparse.Namespace, name: str) -> None:
    """Train what the options ask for and write it as the run `name`.

    Args:
        options: as `emolab.options.parse` reads them.
        name: of a run that is not there yet.

    Raises:
        ArtifactError, DataError, EncoderError, ExportError, GeneratorError: each says what to do.
    """
    artifacts.check_name(options.artifacts, name)
    dataset, leakage = read(options)
    dataset, written = augmented(options, dataset)
    durations: dict[str, float] = {}
    dataset = taught(options, dataset, durations)
    models = {
        model: fit(model, settings_of(model, options), options.artifacts, dataset, durations)
        for model in trained_here(options)
    }
    if RANK:
        return
    with artifacts.write_run(options.artifacts, name) as folder:
        metrics = score(models, dataset, folder, durations)
        artifacts.write_json(folder / "metrics.json", metrics)
        artifacts.write_json(
            folder / "history.json", {model: models[model].history for model in models}
        )
        artifacts.write_augmentation(folder, written.table(texts=options.texts))
        if options.texts:
            artifacts.write_texts(folder, dataset.splits(), dataset.labels)
            if written.rows:
                to_dataset_dict(dataset).save_to_disk(folder / "dataset")
        origin = record(options, dataset, leakage, models, durations) | {"models": list(metrics)}
        for model, of in metrics.items():
            place = folder / "models" / model
            card = model_card(model, origin, of, read_description(place).get("weights"))
            card.save(place / "README.md")
        artifacts.seal(folder, origin)
    if "transformer" in models:
        settings = settings_of("transformer", options)
        shutil.rmtree(checkpoints(settings, options.artifacts, dataset), ignore_errors=True)
    say(f"\nWrote {options.artifacts / name}. See it with: make demo")
    if options.push_to_hub:
        say(publish(options.push_to_hub, dataset, written, options.dry_run))


def read(options: argparse.Namespace) -> tuple[Dataset, Leakage]:
    """The dataset as the options want it, and what its audit found."""
    preset = PRESETS[options.preset]
    labels = read_labels(options.labels) if options.labels else None
    dataset = load_dataset(
        options.data or preset.data,
        options.text_column,
        options.labels_column,
        labels,
        options.seed,
    )
    if options.taxonomy:
        dataset = to_taxonomy(dataset, TAXONOMIES[options.taxonomy])
    dataset, leakage = audit(dataset.first(*row_limits(options)), drop=options.drop_leaks)
    dataset = check(dataset)
    say(f"Data: {dataset.source}")
    say("      " + ", ".join(f"{len(rows):,} {split}" for split, rows in dataset.splits().items()))
    say(f"      leaks and duplicates: {leakage.as_dict()}")
    for note in dataset.notes:
        say(f"      note: {note}")
    return dataset, leakage


def augmented(options: argparse.Namespace, dataset: Dataset) -> tuple[Dataset, Outcome]:
    """The dataset with written rows in train where --augment asks for them, and all candidates."""
    if not options.augment:
        return dataset, Outcome()
    if "RANK" in os.environ:
        raise GeneratorError("--augment writes in one process; run it without torchrun.")
    say(f"\nAugmenting: {', '.join(options.augment)}")
    journals = options.artifacts / ".augmentation"
    dataset, outcome = augment_dataset(
        dataset,
        strategies_of(options, journals),
        plan_of(options),
        limits_of(options),
        label_classifier(dataset),
        sentence_embedder(),
        journals,
    )
    say(f"      {len(outcome.kept()):,} of {len(outcome.rows):,} rows kept. {outcome.stopped}")
    return dataset.first(*row_limits(options)), outcome


def taught(options: argparse.Namespace, dataset: Dataset, durations: dict[str, float]) -> Dataset:
    """The dataset with a teacher's scores of its train rows, where the preset has a teacher.

    Each row is scored by a model that did not learn from it. The scores are kept, so that a rerun
    with other settings of the models that learn from them need not wait again.
    """
    teacher = PRESETS[options.preset].teacher
    if teacher is None:
        return dataset
    number = teacher.folds * teacher.repeats
    say(f"\nTeaching: {number} models score the train rows they did not learn from")
    repeats = [
        replace(teacher.model, seed=teacher.model.seed + repeat)
        for repeat in range(teacher.repeats)
    ]
    places = [checkpoints(settings, options.artifacts, dataset) for settings in repeats]
    at_hand = sum(len(list(place.glob("fold-*.npy"))) for place in places)
    started = time.perf_counter()
    scores = [
        scored_by_others(settings, teacher.folds, place, dataset)
        for settings, place in zip(repeats, places, strict=True)
    ]
    durations["teach"] = time.perf_counter() - started
    say(f"      {durations['teach']:.0f} s")
    notes = dataset.notes
    if at_hand:
        note = f"{at_hand} of {number} scorings were at hand from an earlier training; their time "
        notes += (note + "is not counted.",)
        say(f"      note: {notes[-1]}")
    train = replace(dataset.train, soft=np.mean(scores, axis=0))
    return replace(dataset, train=train, notes=notes)


def scored_by_others(
    settings: TransformerSettings, folds: int, keep: Path, dataset: Dataset
) -> np.ndarray:
    """Scores of the train rows by transformers that did not learn from them; kept in `keep`."""
    kind = REGISTRY["transformer"].training_class()
    return cross_fit(
        lambda fold: kind(dataset.labels, settings, keep / str(fold)),
        dataset.train,
        dataset.validation,
        folds,
        settings.seed,
        keep,
    )


def row_limits(options: argparse.Namespace) -> list[int | None]:
    """How many rows of each split are taken: the options' numbers, else the preset's."""
    preset = PRESETS[options.preset]
    return [limit or default for limit, default in zip(options.rows, preset.rows, strict=True)]


def trained_here(options: argparse.Namespace) -> list[str]:
    """The models this process trains; helpers of a torchrun share in the transformer alone."""
    return [
        model
        for model in TRAINED
        if model in options.models and (not RANK or model == "transformer")
    ]


def checkpoints(settings: Any, root: Path, dataset: Dataset) -> Path:
    """The folder under `root` from which training that was cut off goes on."""
    soft = dataset.train.soft
    taught = "" if soft is None else hashlib.sha256(soft.tobytes()).hexdigest()
    key = provenance.checkpoint_key(dataset.fingerprint() + taught, asdict(settings))
    return root / ".checkpoints" / key


def fit(
    model: str, settings: Any, root: Path, dataset: Dataset, durations: dict[str, float]
) -> Classifier:
    """A fitted model; says how long it took and what it had to fall back on."""
    say(f"\nTraining: {REGISTRY[model].title}")
    started = time.perf_counter()
    classifier = REGISTRY[model].training_class()(dataset.labels, settings)
    if model == "transformer":
        classifier.checkpoints = checkpoints(settings, root, dataset)
    classifier.fit(dataset.train, dataset.validation)
    durations[f"fit {model}"] = time.perf_counter() - started
    encoder = classifier.history.get("encoder", {})
    say(f"      encoder: {encoder['name']}. {encoder['note']}" if encoder else "      done")
    say(f"      {durations[f'fit {model}']:.0f} s")
    return classifier


def score(
    models: dict[str, Classifier], dataset: Dataset, folder: Path, durations: dict[str, float]
) -> dict[str, Any]:
    """Save each model, score with what was saved as the dashboard will, and evaluate."""
    say("\nEvaluating: test only read")
    splits = {"validation": dataset.validation, "test": dataset.test}
    challenge = read_challenge(dataset.labels)
    if challenge:
        splits["challenge"] = challenge[0]
    targets = {split: rows.targets for split, rows in splits.items()}
    scores: dict[str, dict[str, Any]] = {split: {} for split in splits}
    for model, classifier in models.items():
        started = time.perf_counter()
        classifier.save(folder / "models" / model)
        if "export_difference" in classifier.history:
            say(f"      ONNX against torch: {classifier.history['export_difference']:.1e}")
        served = serve(model, folder / "models" / model)
        for split, rows in splits.items():
            scores[split][model] = served.predict_proba(rows.texts).astype("float32")
        durations[f"score {model}"] = time.perf_counter() - started
    # Written rows are left out: they would make rare labels look frequent to the thresholds.
    original = np.array([origin == "original" for origin in dataset.train.origins])
    targets["cross_fitted"] = dataset.train.targets[original]
    scores["cross_fitted"] = {
        model: classifier.cross_fitted[original]
        for model, classifier in models.items()
        if classifier.cross_fitted is not None
    }
    if len(models) > 1:
        together = Together(
            dataset.labels, fit_weights(targets["validation"], scores["validation"])
        )
        together.save(folder / "models" / TOGETHER)
        for of in scores.values():
            if models.keys() <= of.keys():
                of[TOGETHER] = together.combine(of).astype("float32")
    artifacts.write_scores(
        folder / "scores.npz",
        {split: {"targets": targets[split], **scores[split]} for split in splits},
    )
    return {
        model: described(model, folder / "models" / model, dataset, targets, scores)
        for model in scores["test"]
    }


def described(
    model: str, place: Path, dataset: Dataset, targets: dict[str, Any], scores: dict[str, Any]
) -> dict[str, Any]:
    """A model's figures; its thresholds and origin are written beside its weights."""
    metrics = evaluate(targets, {split: of[model] for split, of in scores.items() if model in of})
    write_description(
        place,
        thresholds=metrics["thresholds"],
        data_fingerprint=dataset.fingerprint(),
        package_versions=provenance.package_versions(),
    )
    figures = metrics["test"]["policies"]
    say(
        f"      {REGISTRY[model].title:20} test macro F1 {figures['per_label']['f1_macro']:.3f}"
        f" (per-label thresholds), micro F1 {figures['shared']['f1_micro']:.3f} (shared)"
    )
    return metrics


def record(
    options: argparse.Namespace,
    dataset: Dataset,
    leakage: Leakage,
    models: dict[str, Classifier],
    durations: dict[str, float],
) -> dict[str, Any]:
    """What run.json says beside the files."""
    teacher = PRESETS[options.preset].teacher
    return {
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": provenance.command_line(),
        "git_commit": provenance.git_commit(Path(__file__).parents[1]),
        "preset": options.preset,
        "taxonomy": options.taxonomy or "as the data has it",
        "labels": list(dataset.labels),
        "seed": options.seed,
        "data": {
            "source": dataset.source,
            "fingerprint": dataset.fingerprint(),
            "rows": {split: len(rows) for split, rows in dataset.splits().items()},
            "positives": {
                split: rows.targets.sum(axis=0).tolist() for split, rows in dataset.splits().items()
            },
            "positives_written": dataset.train.targets[
                [origin != "original" for origin in dataset.train.origins]
            ]
            .sum(axis=0)
            .tolist(),
            "leakage": leakage.as_dict(),
            "notes": list(dataset.notes),
        },
        "settings": {model: asdict(models[model].settings) for model in models},
        "teacher": asdict(teacher) if teacher else None,
        "encoder": models["transformer"].history["encoder"] if "transformer" in models else None,
        "package_versions": provenance.package_versions(),
        "durations_s": {stage: round(seconds, 1) for stage, seconds in durations.items()},
    }


def say(line: str) -> None:
    """Progress, from the first process only."""
    if not RANK:
        print(line, flush=True)
