"""What generated rows gain: the same models trained without them, with repeats, and with them."""

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from emolab.augmentation.config import AugmentationConfig
from emolab.augmentation.planning import wanted_rows
from emolab.augmentation.stage import augment_dataset
from emolab.augmentation.strategies.base import GeneratorError
from emolab.augmentation.strategies.oversampling import repeated_rows
from emolab.charts.ablation import ablation
from emolab.charts.theme import write_html
from emolab.data.dataset import Dataset
from emolab.evaluation.bootstrap import resample_weights
from emolab.evaluation.effects import Predictions, effect_table, predict_test
from emolab.models.linear.label_classifier import label_classifier
from emolab.models.transformer.embedding import sentence_embedder
from emolab.runs import environment as provenance
from emolab.runs import store as artifacts
from emolab.training.checkpoints import checkpoint_folder
from emolab.training.config import OutputConfig, TrainingConfig, with_known
from emolab.training.pipeline import Durations, fit, read_data, say

FOLDER = "ablations"


def ablate(config: TrainingConfig, output: OutputConfig, seeds: tuple[int, ...]) -> None:
    """Train every model on every variant with every seed, and write table and figure.

    The table lies in `ablations/` of the runs' folder, sealed as a run is, the figure beside it.
    Fits that were done before a stop are not done again.

    Args:
        config: its augmentation names the strategies.
        output: the folder of the runs, and the name of an ablation that is not there yet.
        seeds: one training each.

    Raises:
        ArtifactError, DataError, GeneratorError, ModelError: each says what to do.
    """
    if "RANK" in os.environ:
        raise GeneratorError("--ablation runs in one process; run it without torchrun.")
    _augmentation(config)
    root = output.artifacts / FOLDER
    artifacts.check_name(root, output.name)
    dataset, _ = read_data(config.data, config.seed)
    chosen: dict[tuple[str, str], list[Predictions]] = {}
    added: dict[str, list[int]] = {}
    for seed in seeds:
        seeded = config.with_seed(seed)
        for variant, augmented in variants(seeded, dataset, output.artifacts):
            added.setdefault(variant, []).append(len(augmented.train) - len(dataset.train))
            for model, settings in seeded.models.items():
                say(f"\n{variant}, seed {seed}: {added[variant][-1]:,} rows added")
                scores = scored(model, settings, output.artifacts, augmented)
                chosen.setdefault((model, variant), []).append(
                    predict_test(dataset.validation.targets, scores)
                )
    table = effects(config, dataset, chosen).assign(
        rows=lambda effect: effect.variant.map(lambda variant: np.mean(added[variant]))
    )
    with artifacts.write_run(root, output.name) as folder:
        table.to_csv(folder / "effects.csv", index=False)
        artifacts.seal(
            folder,
            {
                "created": datetime.now(UTC).isoformat(timespec="seconds"),
                "command": provenance.command_line(),
                "git_commit": provenance.code_commit(),
                "config": config.as_dict(),
                "labels": list(dataset.labels),
                "models": list(config.models),
                "seeds": list(seeds),
                "data": {"source": dataset.source, "fingerprint": dataset.fingerprint()},
                "package_versions": provenance.package_versions(),
            },
        )
    chart = ablation(table, len(seeds))
    write_html(chart.figure, root / f"{output.name}.html", f"{chart.title}: {output.name}")
    say(table[table.metric.isin(["micro F1", "macro F1"])].round(4).to_string(index=False))
    say(f"\nWrote {root / output.name}. The Samples page shows it.")


def _augmentation(config: TrainingConfig) -> AugmentationConfig:
    if config.augmentation is None:
        raise GeneratorError("--ablation compares strategies; name at least one with --augment.")
    return config.augmentation


def variants(
    config: TrainingConfig, dataset: Dataset, folder: Path
) -> Iterator[tuple[str, Dataset]]:
    """The variants of the train rows by name: as they are, and for every strategy with as many
    rows repeated as it generated, and with its rows.
    """
    yield "none", dataset
    augmentation = _augmentation(config)
    classify, embed = label_classifier(dataset), sentence_embedder()
    journals = folder / ".augmentation"
    for strategy in augmentation.strategies:
        alone = replace(augmentation, strategies=(strategy,))
        more, outcome = augment_dataset(
            dataset,
            alone.make_strategies(journals),
            alone.plan,
            alone.limits,
            classify,
            embed,
            journals,
        )
        generated = [row["label"] for row in outcome.accepted()]
        times = np.array([generated.count(label) for label in dataset.labels])
        repeats = repeated_rows(dataset.train, dataset.labels, times, alone.plan.seed)
        yield f"{strategy}, repeats instead", replace(dataset, train=dataset.train.plus(repeats))
        yield strategy, more


def scored(model: str, settings: Any, folder: Path, dataset: Dataset) -> dict[str, np.ndarray]:
    """Scores of validation and test by the model fitted on this train, kept for a rerun.

    Nothing is cross-fitted: a generated row and its source would stand in different folds. Every
    model learns from the generated rows here, since their effect is what is measured.
    """
    settings = with_known(settings, cross_fit=0, generated_rows=True)
    place = checkpoint_folder(folder, settings, dataset)
    file = place.parent / FOLDER / f"{model}-{place.name}.npz"
    if not file.exists():
        classifier = fit(model, settings, folder, dataset, Durations())
        scores = {
            split: classifier.predict_proba(getattr(dataset, split).texts).astype(np.float32)
            for split in ("validation", "test")
        }
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(file, allow_pickle=False, **scores)
        shutil.rmtree(place, ignore_errors=True)
    with np.load(file) as stored:
        return dict(stored)


def effects(
    config: TrainingConfig, dataset: Dataset, chosen: Mapping[tuple[str, str], list[Predictions]]
) -> pd.DataFrame:
    """One table over all models and variants, named before the columns of `effect_table`."""
    counts = dataset.train.targets.sum(axis=0, dtype=int)
    wanted = wanted_rows(counts, len(dataset.train), _augmentation(config).plan)
    rare = [label for label, rows in zip(dataset.labels, wanted, strict=True) if rows]
    weights = resample_weights(len(dataset.test))
    tables = [
        effect_table(
            dataset.test.targets, dataset.labels, rare, chosen[model, "none"], after, weights
        ).assign(model=model, variant=variant)
        for (model, variant), after in chosen.items()
        if variant != "none"
    ]
    table = pd.concat(tables, ignore_index=True)
    return table[["model", "variant", *table.columns.drop(["model", "variant"])]]
