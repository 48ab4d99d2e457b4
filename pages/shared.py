"""What the pages share: the run in view, its cached parts, the threshold control."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import Page

from emolab.data.sources import read_challenge
from emolab.evaluation.comparison import Comparison
from emolab.evaluation.thresholds import POLICIES
from emolab.figures.style import CONFIG, enlarged, in_ink, title_of
from emolab.models.ensemble import NAME as ENSEMBLE
from emolab.models.ensemble import Ensemble
from emolab.models.registry import ServedClassifier, read_description, serve
from emolab.runs.store import Run, list_runs, open_run

if TYPE_CHECKING:
    import pandas as pd

    from emolab.exhibits import Exhibit

POLICY_NAMES = {
    "per_label": "Per label",
    "shared": "Shared",
    "fixed_0.5": "0.5",
    "fixed_0.2": "0.2",
    "own": "Your own",
}

# Of characters; a longer text is left out of links.
LONGEST_IN_LINK = 500

# What a room need not see: controls, downloads, the toolbars of tables and figures.
PRESENTING = """<style>
html { font-size: 125%; }
[data-testid=stButtonGroup], [data-testid=stSelectbox], [data-testid=stMultiSelect],
[data-testid=stSlider], [data-testid=stDownloadButton], [data-testid=stElementToolbar],
[data-testid=stPills], .modebar { display: none !important; }
</style>"""


def artifacts_folder() -> Path:
    """Where the runs lie: EMOLAB_ARTIFACTS, or artifacts/ beside the app."""
    return Path(os.environ.get("EMOLAB_ARTIFACTS", Path(__file__).parent.parent / "artifacts"))


def app() -> Page:
    """The app's title, icon and pages in their order; gives the page that the visitor asks for."""
    st.set_page_config(page_title="EmoLab", page_icon="🎭", layout="wide")
    return st.navigation(
        [
            st.Page("pages/live.py", title="Live", icon=":material/chat:", default=True),
            st.Page("pages/batch.py", title="Batch", icon=":material/list:"),
            st.Page("pages/compare.py", title="Compare", icon=":material/bar_chart:"),
            st.Page("pages/emotions.py", title="Emotions", icon=":material/show_chart:"),
            st.Page("pages/errors.py", title="Errors", icon=":material/rule:"),
            st.Page("pages/samples.py", title="Samples", icon=":material/table_rows:"),
            st.Page("pages/about.py", title="About", icon=":material/info:"),
        ],
        position="top",
    )


def open_page(title: str) -> Run:
    """The page's heading, the run picker beside it, and the run in view.

    Without a run the page ends with how to make one.
    """
    _enter_through_the_app()
    heading, picker, presenting = st.columns([5, 2, 1.5], vertical_alignment="bottom")
    heading.title(title)
    if presenting.toggle(
        "Present",
        key="present",
        bind="query-params",
        help="For a room: larger type, no controls. Switch it off to have them back.",
    ):
        st.html(PRESENTING)
    names = list_runs(artifacts_folder())
    if not names:
        st.info("There is no trained run yet. Make one in a terminal, then reload this page:")
        st.code("python train.py --preset quick", language="bash")
        st.stop()
    name = picker.selectbox("Run", names, key="run", bind="query-params")
    return open_run(artifacts_folder() / name)


def _enter_through_the_app() -> None:
    """Begin again with streamlit_app.py where Streamlit ran the page without it.

    That happens once, when the first visitor of a server comes by a link to a page: until an app
    has called st.navigation, Streamlit takes a folder named pages for its older kind of app.
    """
    if "entered" not in st.session_state:
        app()
        st.rerun()


def _identity(run: Run) -> tuple:
    """What makes two opened runs the same: a run trained anew under an old name is another."""
    return str(run.folder), run.record["created"], str(run.record["files"])


BY_RUN = {Run: _identity}


@st.cache_resource(max_entries=12, show_spinner="Loading the model", hash_funcs=BY_RUN)
def cached_model(run: Run, model: str) -> ServedClassifier:
    """A model of a run, shared by all visitors."""
    folder = run.model_folder(model)
    if model == ENSEMBLE:
        members = read_description(folder)["weights"]
        return Ensemble.load(folder, {name: cached_model(run, name) for name in members})
    served = serve(model, folder)
    # The first call of a session is slow; no visitor should wait for it, or read its time.
    served.predict_proba(["warm up"])
    return served


@st.cache_resource(max_entries=8, show_spinner="Reading the scores", hash_funcs=BY_RUN)
def cached_scores(run: Run, split: str) -> dict[str, np.ndarray]:
    """Targets and scores of a split; read only."""
    return run.scores(split)


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=BY_RUN)
def cached_metrics(run: Run) -> dict:
    """A run's stored figures; read only."""
    return run.metrics()


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=BY_RUN)
def cached_trade(run: Run, split: str) -> pd.DataFrame:
    """A split's `trade_table`, which no threshold moves; read only."""
    from emolab.evaluation.tables import trade_table

    scores = dict(cached_scores(run, split))
    return trade_table(scores.pop("targets"), scores)


@st.cache_resource(max_entries=128, show_spinner=False, hash_funcs=BY_RUN)
def cached_curves(run: Run, name: str) -> pd.DataFrame:
    """The test split's `curve_table` of one label or average; read only."""
    from emolab.evaluation.tables import curve_table

    scores = dict(cached_scores(run, "test"))
    return curve_table(run.labels, scores.pop("targets"), scores, [name])


@st.cache_resource(max_entries=2, show_spinner="Drawing a thousand resamples")
def cached_weights(count: int) -> np.ndarray:
    """Bootstrap weights for a split of this many texts."""
    from emolab.evaluation.bootstrap import resample_weights

    return resample_weights(count).astype(np.float32)


@st.cache_resource(max_entries=4, show_spinner="Reading the texts", hash_funcs=BY_RUN)
def cached_texts(run: Run) -> pd.DataFrame | None:
    """A run's texts, or None where it carries none; read only."""
    return run.texts()


def texts_of(run: Run, split: str) -> list[str] | None:
    """The texts of a split: the run's own, or the challenge set's; None where it carries none."""
    if split == "challenge":
        return list(read_challenge(run.labels)[0].texts)
    rows = cached_texts(run)
    return None if rows is None else rows[rows.split == split].text.tolist()


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs=BY_RUN)
def cached_augmentation(run: Run) -> pd.DataFrame:
    """The rows that augmentation wrote for a run; read only."""
    return run.augmentation()


def view_control(views: Iterable[str], key: str) -> str:
    """The switch between a page's views, the first of them to begin with."""
    names = list(views)
    return st.segmented_control(
        "View",
        names,
        default=names[0],
        required=True,
        label_visibility="collapsed",
        key=key,
        bind="query-params",
    )


def model_control(run: Run) -> str:
    """The switch between a run's models."""
    return st.segmented_control(
        "Model",
        run.models,
        format_func=title_of,
        default=run.models[0],
        required=True,
        key="model",
        bind="query-params",
    )


def control_row() -> DeltaGenerator:
    """Room for controls side by side."""
    return st.container(horizontal=True, vertical_alignment="bottom", gap="large")


def threshold_control(
    run: Run, row: DeltaGenerator | None = None, disabled: bool = False
) -> tuple[dict[str, np.ndarray], str]:
    """The policy switch and, for a threshold of one's own, a slider.

    Args:
        run: whose thresholds.
        row: where other controls stand; None makes a row of its own.
        disabled: for a view that no threshold moves.

    Returns:
        Thresholds of shape (n_labels,) by model, and the policy in words.
    """
    row = row or control_row()
    policy = row.segmented_control(
        "Threshold",
        list(POLICY_NAMES),
        format_func=POLICY_NAMES.get,
        default="per_label",
        required=True,
        key="policy",
        bind="query-params",
        disabled=disabled,
        help="A label is chosen when its score reaches the threshold. "
        + " ".join(f"**{POLICY_NAMES[name]}**: {words}." for name, words in POLICIES.items()),
    )
    if policy == "own":
        value = row.slider(
            "Your own threshold", 0.01, 0.99, 0.30, 0.01, key="threshold", bind="query-params"
        )
        thresholds = dict.fromkeys(run.models, np.full(len(run.labels), value, dtype=np.float32))
        return thresholds, f"{value:.2f} for every label"
    stored = cached_metrics(run)
    thresholds = {
        model: np.array(stored[model]["thresholds"][policy], dtype=np.float32)
        for model in run.models
    }
    return thresholds, POLICIES[policy]


def plain(text: str) -> str:
    """The text with Markdown's signs escaped: a user's label may hold some."""
    return re.sub(r"([\\`*_{}\[\]<>#$~:|])", r"\\\1", text)


def show(figure: go.Figure, title: str, note: str, alt: str) -> None:
    """A figure under a title that says what it shows, and a note on split and thresholds."""
    st.markdown(f"#### {plain(title)}")
    if note:
        st.caption(plain(note))
    figure = in_ink(figure, st.context.theme.type)
    if st.session_state.get("present"):
        enlarged(figure)
    st.plotly_chart(figure, theme=None, config=CONFIG, key=f"figure {title}", alt=alt)


def exhibit(shown: Exhibit) -> None:
    """An exhibit, as `show` shows it."""
    show(shown.figure, shown.title, shown.note, shown.alt)


def comparison_of(
    run: Run, split: str, thresholds: dict[str, np.ndarray], policy: str
) -> Comparison:
    """A run's models on a split, at the thresholds in view."""
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


def split_control(run: Run, row: DeltaGenerator) -> str:
    """The switch, in this row, between the splits that a run has scores of."""
    return row.segmented_control(
        "Split",
        run.splits(),
        default="test",
        required=True,
        key="split",
        bind="query-params",
        help="Thresholds were chosen on validation, so its figures flatter; test was only read. "
        "The challenge set is hard sentences from elsewhere, written by hand.",
    )


def download_table(table: pd.DataFrame, name: str, label: str = "Download as CSV") -> None:
    """A button that saves the table."""
    st.download_button(
        label,
        table.to_csv(index=False).encode(),
        file_name=f"{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"download {name}",
    )
