"""A training run, stage by stage: data, augmentation, distillation, models, evaluation, files."""

import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from emolab.augmentation.diversity import Originals, diversity_table
from emolab.augmentation.pipeline import Outcome
from emolab.augmentation.publishing import publish, to_dataset_dict
from emolab.augmentation.stage import augment_dataset
from emolab.augmentation.strategies.base import GeneratorError
from emolab.data.dataset import Dataset, Split, check, to_taxonomy
from emolab.data.leakage import Leakage, audit
from emolab.data.sources import load_dataset, read_challenge
from emolab.evaluation.cross_validation import cross_validated_metrics
from emolab.evaluation.results import ModelMetrics
from emolab.evaluation.summary import evaluate
from emolab.labels import TAXONOMIES
from emolab.models.base import (
    Classifier,
    Resumable,
    cross_fitted_scores,
    history_of,
    read_description,
    write_description,
)
from emolab.models.ensemble import NAME as ENSEMBLE
from emolab.models.ensemble import Ensemble, fit_weights
from emolab.models.linear.label_classifier import label_classifier
from emolab.models.registry import REGISTRY, serve
from emolab.models.transformer.embedding import sentence_embedder
from emolab.runs import environment as provenance
from emolab.runs import store as artifacts
from emolab.runs.model_cards import model_card
from emolab.runs.record import UnsealedRecord
from emolab.training.checkpoints import checkpoint_folder
from emolab.training.config import DataConfig, OutputConfig, TrainingConfig
from emolab.training.distillation import soft_labels

RANK = int(os.environ.get("RANK", "0"))
# Under so many texts, one text more or less moves a metric by a percent.
FEW_TEXTS = 100


@dataclass
class Durations:
    """Seconds that each stage took."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def measure(self, stage: str) -> Iterator[None]:
        """Time what happens in the block."""
        started = time.perf_counter()
        yield
        self.seconds[stage] = time.perf_counter() - started


@dataclass
class Scored:
    """Scores of all models on rows with true labels.

    Attributes:
        targets: 0/1 arrays of shape (n, n_labels) by split: "validation", "test", "challenge"
            where the labels are its own, and "cross_fitted", train rows scored by models that
            did not learn from them.
        scores: by split and model, float32 arrays of those shapes, 0 to 1.
        kinds: what is hard about each challenge text; empty without a challenge set.
    """

    targets: dict[str, np.ndarray]
    scores: dict[str, dict[str, np.ndarray]]
    kinds: tuple[str, ...] = ()

    def of_model(self, model: str) -> dict[str, np.ndarray]:
        """A model's scores by split, of the splits that it scored."""
        return {
            split: by_model[model] for split, by_model in self.scores.items() if model in by_model
        }

    def stored(self) -> dict[str, dict[str, np.ndarray]]:
        """What a run keeps: targets and scores of all but the cross-fitted rows."""
        return {
            split: {"targets": targets, **self.scores[split]}
            for split, targets in self.targets.items()
            if split != "cross_fitted"
        }


def train(config: TrainingConfig, output: OutputConfig) -> None:
    """Train what the configuration asks for and write it as a run.

    Args:
        config: what to train.
        output: the folder of the runs, and the name of one that is not there yet.

    Raises:
        ArtifactError, DataError, GeneratorError, ModelError: each says what to do.
    """
    artifacts.check_name(output.artifacts, output.name)
    durations = Durations()
    dataset, leakage = read_data(config.data, config.seed)
    dataset, outcome = augmented(config, dataset, output.artifacts)
    dataset = distilled(config, dataset, output.artifacts, durations)
    models = {
        name: fit(name, settings, output.artifacts, dataset, durations)
        for name, settings in config.models.items()
        if not RANK or REGISTRY[name].distributed
    }
    if RANK:
        return
    with artifacts.write_run(output.artifacts, output.name) as folder:
        scored = score(models, dataset, folder, durations)
        add_ensemble(models, scored, dataset.labels, folder)
        metrics = {name: evaluated(name, scored, folder, dataset) for name in scored.scores["test"]}
        write_files(folder, output, dataset, outcome, scored, models, metrics)
        record = run_record(config, dataset, leakage, models, list(metrics), durations)
        write_cards(folder, record, metrics)
        artifacts.seal(folder, record)
    for name, model in models.items():
        if isinstance(model, Resumable):
            checkpoints = checkpoint_folder(output.artifacts, config.models[name], dataset)
            shutil.rmtree(checkpoints, ignore_errors=True)
    say(f"\nWrote {output.artifacts / output.name}. See it with: {how_to_open(output.artifacts)}")
    if output.push_to_hub:
        say(publish(output.push_to_hub, dataset, outcome, output.dry_run))


def read_data(config: DataConfig, seed: int) -> tuple[Dataset, Leakage]:
    """The dataset as the configuration wants it, and what its audit found."""
    dataset = load_dataset(
        config.source, config.text_column, config.labels_column, config.labels, seed
    )
    if config.taxonomy:
        dataset = to_taxonomy(dataset, TAXONOMIES[config.taxonomy])
    dataset, leakage = audit(dataset.first(*config.rows), drop=config.drop_leaks)
    dataset = check(dataset)
    say(f"Data: {dataset.source}")
    say("      " + ", ".join(f"{len(rows):,} {split}" for split, rows in dataset.splits().items()))
    say(f"      leaks and duplicates: {leakage.as_dict()}")
    for note in dataset.notes:
        say(f"      note: {note}")
    for split in ("validation", "test"):
        if (count := len(dataset.splits()[split])) < FEW_TEXTS:
            say(f"      note: {split} has {count} texts, so metrics on it mean little.")
    return dataset, leakage


def augmented(config: TrainingConfig, dataset: Dataset, folder: Path) -> tuple[Dataset, Outcome]:
    """The dataset with generated rows in train, and all candidates.

    Args:
        config: its augmentation may be None, which generates nothing.
        dataset: only its train rows are sources.
        folder: of all runs; journals lie in it.
    """
    if config.augmentation is None:
        return dataset, Outcome()
    if "RANK" in os.environ:
        raise GeneratorError("--augment generates in one process; run it without torchrun.")
    say(f"\nAugmentation: {', '.join(config.augmentation.strategies)}")
    journals = folder / ".augmentation"
    dataset, outcome = augment_dataset(
        dataset,
        config.augmentation.make_strategies(journals),
        config.augmentation.plan,
        config.augmentation.limits,
        label_classifier(dataset),
        sentence_embedder(),
        journals,
    )
    say(f"      {len(outcome.accepted()):,} of {len(outcome.rows):,} rows kept. {outcome.stopped}")
    return dataset.first(*config.data.rows), outcome


def distilled(
    config: TrainingConfig, dataset: Dataset, folder: Path, durations: Durations
) -> Dataset:
    """The dataset with soft labels of its train rows, where the configuration has teachers."""
    if config.distillation is None or not learns_from_teacher(config):
        return dataset
    number = config.distillation.teachers
    say(f"\nDistillation: {number} teachers score the train rows that they did not learn from")
    with durations.measure("distillation"):
        soft = soft_labels(config.distillation, dataset, folder)
    say(f"      {durations.seconds['distillation']:.0f} s")
    notes = dataset.notes
    if soft.reused:
        note = (
            f"{soft.reused} of {number} teachers' scores were at hand from an earlier training; "
            "their time is not counted."
        )
        notes += (note,)
        say(f"      note: {note}")
    return replace(dataset, train=replace(dataset.train, soft=soft.values), notes=notes)


def learns_from_teacher(config: TrainingConfig) -> bool:
    """Whether any model of the configuration takes soft labels."""
    return any(getattr(settings, "soft_weight", 0) > 0 for settings in config.models.values())


def fit(
    name: str, settings: Any, folder: Path, dataset: Dataset, durations: Durations
) -> Classifier:
    """A fitted model; prints how long it took and what it had to fall back on."""
    say(f"\nTraining: {REGISTRY[name].title}")
    classifier = REGISTRY[name].training_class()(dataset.labels, settings)
    if isinstance(classifier, Resumable):
        classifier.checkpoints = checkpoint_folder(folder, settings, dataset)
    rows = dataset.train if getattr(settings, "generated_rows", True) else dataset.train.originals()
    with durations.measure(f"fit {name}"):
        classifier.fit(rows, dataset.validation)
    history = history_of(classifier)
    encoder = history.get("encoder", {})
    if resumed := history.get("resumed_from"):
        say(f"      resumed from {resumed} of an earlier training")
    say(f"      encoder: {encoder['name']}. {encoder['note']}" if encoder else "      done")
    say(f"      {durations.seconds[f'fit {name}']:.0f} s")
    return classifier


def score(
    models: Mapping[str, Classifier], dataset: Dataset, folder: Path, durations: Durations
) -> Scored:
    """Save each model and score with what was saved, as the dashboard will."""
    say("\nScoring")
    splits = {"validation": dataset.validation, "test": dataset.test}
    challenge = read_challenge(dataset.labels)
    if challenge:
        splits["challenge"] = challenge[0]
    scored = Scored(
        {split: rows.targets for split, rows in splits.items()},
        {split: {} for split in splits},
        challenge[1] if challenge else (),
    )
    for name, classifier in models.items():
        with durations.measure(f"score {name}"):
            classifier.save(folder / "models" / name)
            served = serve(name, folder / "models" / name)
            for split, rows in splits.items():
                scored.scores[split][name] = served.predict_proba(rows.texts).astype(np.float32)
        if (difference := history_of(classifier).get("export_difference")) is not None:
            say(f"      {REGISTRY[name].title}, exported against trained: {difference:.1e}")
    scored.targets["cross_fitted"] = dataset.train.originals().targets
    scored.scores["cross_fitted"] = {
        name: cross_fitted_originals(cross_fitted, dataset.train)
        for name, classifier in models.items()
        if (cross_fitted := cross_fitted_scores(classifier)) is not None
    }
    return scored


def cross_fitted_originals(scores: np.ndarray, train: Split) -> np.ndarray:
    """Cross-fitted scores of the original rows alone, by which thresholds may be chosen.

    Generated rows are left out: they would make rare labels look frequent.

    Args:
        scores: of all train rows, or of the original ones where a model learns from those alone.
        train: all train rows.
    """
    original = np.array([origin == "original" for origin in train.origins])
    return scores if len(scores) == original.sum() else scores[original]


def add_ensemble(
    models: Mapping[str, Classifier], scored: Scored, labels: tuple[str, ...], folder: Path
) -> None:
    """Save an ensemble of the models and add its scores, if it beats them all on validation.

    A distilled variant is no member: it would repeat what its teacher says. The measure is macro
    F1 under cross-validated thresholds per label.
    """
    members = [name for name in models if not REGISTRY[name].distilled_from]
    if len(members) < 2 or ENSEMBLE not in REGISTRY:
        return
    targets = scored.targets["validation"]
    validation = {name: scored.scores["validation"][name] for name in members}
    ensemble = Ensemble(labels, fit_weights(targets, validation))
    combined = {
        split: ensemble.combine(by_model).astype(np.float32)
        for split, by_model in scored.scores.items()
        if set(members) <= by_model.keys()
    }
    found = {
        name: cross_validated_metrics(targets, values).f1_macro_per_label
        for name, values in {**validation, ENSEMBLE: combined["validation"]}.items()
    }
    best = max(members, key=found.__getitem__)
    if not is_offered(found[ENSEMBLE], found[best]):
        say(
            f"      No ensemble: its macro F1 on validation, {found[ENSEMBLE]:.3f}, is not above "
            f"that of {REGISTRY[best].title}, {found[best]:.3f}."
        )
        return
    ensemble.save(folder / "models" / ENSEMBLE)
    for split, values in combined.items():
        scored.scores[split][ENSEMBLE] = values


def is_offered(ensemble: float, best_member: float) -> bool:
    """Whether an ensemble's metric on validation is above that of its best member."""
    return ensemble > best_member


def evaluated(name: str, scored: Scored, folder: Path, dataset: Dataset) -> ModelMetrics:
    """A model's metrics; its thresholds and origin are written beside its weights."""
    metrics = evaluate(scored.targets, scored.of_model(name), kinds=scored.kinds)
    write_description(
        folder / "models" / name,
        thresholds=metrics["thresholds"],
        data_fingerprint=dataset.fingerprint(),
        package_versions=provenance.package_versions(),
    )
    validation = metrics["validation"]["cross_validated"]
    say(
        f"      {REGISTRY[name].title:30} validation macro F1 "
        f"{validation['f1_macro_per_label']:.3f} (thresholds per label), micro F1 "
        f"{validation['f1_micro_shared']:.3f} (shared threshold), both cross-validated"
    )
    return metrics


def write_files(
    folder: Path,
    output: OutputConfig,
    dataset: Dataset,
    outcome: Outcome,
    scored: Scored,
    models: Mapping[str, Classifier],
    metrics: Mapping[str, ModelMetrics],
) -> None:
    """Write all files of the run but the models, their cards and the record."""
    artifacts.write_scores(folder / "scores.npz", scored.stored())
    artifacts.write_json(folder / "metrics.json", metrics)
    artifacts.write_json(
        folder / "history.json", {name: history_of(model) for name, model in models.items()}
    )
    artifacts.write_augmentation(folder, outcome.table(texts=output.texts))
    if outcome.accepted():
        table = diversity_table(outcome.table(), Originals.of(dataset))
        table.to_csv(folder / "diversity.csv", index=False)
    if output.texts:
        artifacts.write_texts(folder, dataset.splits(), dataset.labels)
        if outcome.rows:
            to_dataset_dict(dataset).save_to_disk(folder / "dataset")


def write_cards(folder: Path, record: UnsealedRecord, metrics: Mapping[str, ModelMetrics]) -> None:
    """Write each model's card beside its weights."""
    for name, of_model in metrics.items():
        place = folder / "models" / name
        card = model_card(name, record, of_model, read_description(place).get("weights"))
        card.save(place / "README.md")


def run_record(
    config: TrainingConfig,
    dataset: Dataset,
    leakage: Leakage,
    models: Mapping[str, Classifier],
    measured: list[str],
    durations: Durations,
) -> UnsealedRecord:
    """What run.json says beside the files.

    Args:
        config: of the training.
        dataset: with generated rows, where there are any.
        leakage: that was found in the data.
        models: that were trained, by name.
        measured: names of all models of the run, an ensemble included.
        durations: of the stages.
    """
    generated = [origin != "original" for origin in dataset.train.origins]
    return {
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": provenance.command_line(),
        "git_commit": provenance.code_commit(),
        "config": config.as_dict(),
        "labels": list(dataset.labels),
        "models": measured,
        "data": {
            "source": dataset.source,
            "fingerprint": dataset.fingerprint(),
            "rows": {split: len(rows) for split, rows in dataset.splits().items()},
            "positives": {
                split: rows.targets.sum(axis=0).tolist() for split, rows in dataset.splits().items()
            },
            "positives_generated": dataset.train.targets[generated].sum(axis=0).tolist(),
            "leakage": leakage.as_dict(),
            "notes": list(dataset.notes),
        },
        "encoders": {
            name: encoder
            for name, model in models.items()
            if (encoder := history_of(model).get("encoder"))
        },
        "package_versions": provenance.package_versions(),
        "durations_s": {stage: round(spent, 1) for stage, spent in durations.seconds.items()},
    }


def how_to_open(folder: Path) -> str:
    """The command that opens the dashboard on the runs in this folder."""
    here = Path.cwd() / "artifacts"
    return "make demo" if folder.resolve() == here else f"EMOLAB_ARTIFACTS={folder} make demo"


def say(line: str) -> None:
    """Progress, from the first process only."""
    if not RANK:
        print(line, flush=True)
