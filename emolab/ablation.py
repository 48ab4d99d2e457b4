"""What written rows gain: the same models trained without them, with repeats, and with them."""

import argparse
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from emolab import artifacts, provenance
from emolab.augmentation import GeneratorError, augment_dataset
from emolab.augmentation.options import limits_of, plan_of, strategies_of
from emolab.augmentation.oversampling import repeated_rows
from emolab.augmentation.planning import wanted_rows
from emolab.data import Dataset
from emolab.evaluation import Chosen, choose, effect_table, resample_weights
from emolab.figures import effect_panels, write_page
from emolab.models.classify import label_classifier
from emolab.models.embedding import sentence_embedder
from emolab.models.settings import TfidfSettings
from emolab.options import changed, settings_of
from emolab.training import checkpoints, fit, read, say

FOLDER = "ablations"


def ablate(options: argparse.Namespace, name: str) -> None:
    """Train every model on every arm with every seed, and write table and figure.

    The table lies in `artifacts/ablations/name`, sealed as a run is, the figure beside that folder.
    Fits that were done before a stop are not done again.

    Args:
        options: as `emolab.options.parse` reads them; `augment` names the strategies.
        name: of an ablation that is not there yet.

    Raises:
        ArtifactError, DataError, EncoderError, ExportError, GeneratorError: each says what to do.
    """
    if "RANK" in os.environ:
        raise GeneratorError("--ablation runs in one process; run it without torchrun.")
    if not options.augment:
        raise GeneratorError("--ablation compares strategies; name at least one with --augment.")
    root = options.artifacts / FOLDER
    artifacts.check_name(root, name)
    dataset, _ = read(options)
    chosen: dict[tuple[str, str], list[Chosen]] = {}
    added: dict[str, list[int]] = {}
    for seed in options.seeds:
        seeded = changed(options, seed=seed)
        for arm, variant in arms(seeded, dataset):
            added.setdefault(arm, []).append(len(variant.train) - len(dataset.train))
            for model in options.models:
                say(f"\n{arm}, seed {seed}: {added[arm][-1]:,} rows added")
                scores = scored(model, seeded, variant)
                chosen.setdefault((model, arm), []).append(
                    choose(dataset.validation.targets, scores)
                )
    table = effects(options, dataset, chosen).assign(
        rows=lambda effect: effect.arm.map(lambda arm: np.mean(added[arm]))
    )
    with artifacts.write_run(root, name) as folder:
        table.to_csv(folder / "effects.csv", index=False)
        artifacts.seal(
            folder,
            {
                "created": datetime.now(UTC).isoformat(timespec="seconds"),
                "command": provenance.command_line(),
                "git_commit": provenance.git_commit(Path(__file__).parents[1]),
                "labels": list(dataset.labels),
                "models": options.models,
                "seeds": options.seeds,
                "data": {"source": dataset.source, "fingerprint": dataset.fingerprint()},
                "package_versions": provenance.package_versions(),
            },
        )
    write_page(effect_panels(table), root / f"{name}.html", f"Augmentation: {name}")
    say(table[table.metric.isin(["micro F1", "macro F1"])].round(4).to_string(index=False))
    say(f"\nWrote {root / name}. The Samples page shows it.")


def arms(options: argparse.Namespace, dataset: Dataset) -> Iterator[tuple[str, Dataset]]:
    """The ways of training by name: on the rows as they are, and for every strategy with as many
    rows repeated as it wrote, and with its rows.
    """
    yield "none", dataset
    classify, embed = label_classifier(dataset), sentence_embedder()
    plan, journals = plan_of(options), options.artifacts / ".augmentation"
    for strategy in options.augment:
        alone = changed(options, augment=[strategy])
        writers = strategies_of(alone, journals)
        more, outcome = augment_dataset(
            dataset, writers, plan, limits_of(options), classify, embed, journals
        )
        written = [row["label"] for row in outcome.kept()]
        times = np.array([written.count(label) for label in dataset.labels])
        repeats = repeated_rows(dataset.train, dataset.labels, times, plan.seed)
        yield f"{strategy}, repeats instead", replace(dataset, train=dataset.train.plus(repeats))
        yield strategy, more


def scored(model: str, options: argparse.Namespace, dataset: Dataset) -> dict[str, np.ndarray]:
    """Scores of validation and test by the model fitted on this train, kept for a rerun.

    Nothing is cross-fitted: a written row and its source would stand in different folds.
    """
    settings = settings_of(model, options)
    if isinstance(settings, TfidfSettings):
        settings = replace(settings, cross_fit=0)
    place = checkpoints(settings, options.artifacts, dataset)
    file = place.parent / FOLDER / f"{model}-{place.name}.npz"
    if not file.exists():
        classifier = fit(model, settings, options.artifacts, dataset, {})
        scores = {
            split: classifier.predict_proba(getattr(dataset, split).texts).astype(np.float32)
            for split in ("validation", "test")
        }
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(file, **scores)
        shutil.rmtree(place, ignore_errors=True)
    with np.load(file) as scores:
        return dict(scores)


def effects(
    options: argparse.Namespace, dataset: Dataset, chosen: dict[tuple[str, str], list[Chosen]]
) -> pd.DataFrame:
    """One table over all models and arms: model and arm before the columns of `effect_table`."""
    counts = dataset.train.targets.sum(axis=0, dtype=int)
    wanted = wanted_rows(counts, len(dataset.train), plan_of(options))
    rare = [label for label, rows in zip(dataset.labels, wanted, strict=True) if rows]
    weights = resample_weights(len(dataset.test))
    tables = [
        effect_table(
            dataset.test.targets, dataset.labels, rare, chosen[model, "none"], after, weights
        ).assign(model=model, arm=arm)
        for (model, arm), after in chosen.items()
        if arm != "none"
    ]
    table = pd.concat(tables, ignore_index=True)
    return table[["model", "arm", *table.columns.drop(["model", "arm"])]]
