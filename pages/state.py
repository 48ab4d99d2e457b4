"""Cached parts of the run in view, and the text in the link."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from emolab.data.sources import read_challenge
from emolab.evaluation.comparison import Comparison
from emolab.evaluation.results import ModelMetrics
from emolab.evaluation.thresholds import POLICIES
from emolab.models.base import ServedClassifier, read_description
from emolab.models.ensemble import NAME as ENSEMBLE
from emolab.models.ensemble import Ensemble
from emolab.models.registry import serve
from emolab.runs.store import Run

if TYPE_CHECKING:
    import pandas as pd

# A longer text is left out of the link.
MAX_LINK_CHARACTERS = 500


def artifacts_folder() -> Path:
    """The folder of the runs: EMOLAB_ARTIFACTS, or artifacts/ beside the app."""
    return Path(os.environ.get("EMOLAB_ARTIFACTS", Path(__file__).parent.parent / "artifacts"))


def keep_in_link(key: str, text: str) -> None:
    """Set this query parameter to the text, or remove it if the text is empty or too long."""
    if text and len(text) <= MAX_LINK_CHARACTERS:
        st.query_params[key] = text
    else:
        st.query_params.pop(key, None)


def _identity(run: Run) -> tuple[str, str, str]:
    """Two opened runs are the same if these are equal; a retrained run of the same name differs."""
    return str(run.folder), run.record["created"], str(run.record["files"])


BY_RUN = {Run: _identity}


@st.cache_resource(max_entries=12, show_spinner="Loading the model", hash_funcs=BY_RUN)
def cached_model(run: Run, model: str) -> ServedClassifier:
    """A model of a run, shared by all sessions."""
    folder = run.model_folder(model)
    if model == ENSEMBLE:
        members = read_description(folder)["weights"]
        return Ensemble.load(folder, {name: cached_model(run, name) for name in members})
    served = serve(model, folder)
    # The first call is slow; without it the first latency shown would be too high.
    served.predict_proba(["warm up"])
    return served


@st.cache_resource(max_entries=8, show_spinner="Reading the scores", hash_funcs=BY_RUN)
def cached_scores(run: Run, split: str) -> dict[str, np.ndarray]:
    """True labels and scores of a split; read only."""
    return run.scores(split)


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=BY_RUN)
def cached_metrics(run: Run) -> dict[str, ModelMetrics]:
    """The stored metrics of a run; read only."""
    return run.metrics()


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=BY_RUN)
def cached_precision_recall(run: Run, split: str) -> pd.DataFrame:
    """The `precision_recall_table` of a split, which no threshold changes; read only."""
    from emolab.charts.precision_recall import precision_recall_table

    scores = dict(cached_scores(run, split))
    return precision_recall_table(scores.pop("targets"), scores)


@st.cache_resource(max_entries=128, show_spinner=False, hash_funcs=BY_RUN)
def cached_curves(run: Run, name: str) -> pd.DataFrame:
    """The `curve_table` of one label or average on the test split; read only."""
    from emolab.charts.roc_and_pr_curves import curve_table

    scores = dict(cached_scores(run, "test"))
    return curve_table(run.labels, scores.pop("targets"), scores, [name])


@st.cache_resource(max_entries=2, show_spinner="Drawing 1,000 bootstrap resamples")
def cached_weights(count: int) -> np.ndarray:
    """Bootstrap weights for a split of this many texts."""
    from emolab.evaluation.bootstrap import resample_weights

    return resample_weights(count).astype(np.float32)


@st.cache_resource(max_entries=4, show_spinner="Reading the texts", hash_funcs=BY_RUN)
def cached_texts(run: Run) -> pd.DataFrame | None:
    """The texts of a run, or None if they are not stored; read only."""
    return run.texts()


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs=BY_RUN)
def cached_augmentation(run: Run) -> pd.DataFrame:
    """The generated rows of a run; read only."""
    return run.augmentation()


def split_texts(run: Run, split: str) -> list[str] | None:
    """The texts of a split: the run's own, or the challenge set's; None if they are not stored."""
    if split == "challenge":
        return list(read_challenge(run.labels)[0].texts)
    rows = cached_texts(run)
    return None if rows is None else rows[rows.split == split].text.tolist()


def comparison_of(
    run: Run, split: str, thresholds: dict[str, np.ndarray], policy: str
) -> Comparison:
    """The models of a run on a split, at the thresholds in view."""
    scores = dict(cached_scores(run, split))
    targets = scores.pop("targets")
    policy_name = next((name for name, words in POLICIES.items() if words == policy), "custom")
    return Comparison(
        run.labels,
        split,
        targets,
        scores,
        thresholds,
        policy,
        policy_name,
        cached_weights(len(targets)),
    )
