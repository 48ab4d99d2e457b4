"""Controls that several pages have: the run, the view, the model, the split, the threshold."""

from collections.abc import Iterable

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from emolab.evaluation.thresholds import POLICIES
from emolab.models.registry import model_title
from emolab.runs.store import Run, list_runs, open_run
from pages.navigation import require_navigation
from pages.state import artifacts_folder, cached_metrics

CUSTOM = "custom"
POLICY_NAMES = {
    "fixed_0.2": "0.2",
    "fixed_0.5": "0.5",
    "shared": "Shared",
    "per_label": "Per label",
    CUSTOM: "Custom",
}

# Presentation mode hides controls, downloads and the toolbars of tables and charts.
PRESENTATION = """<style>
html { font-size: 125%; }
[data-testid=stButtonGroup], [data-testid=stSelectbox], [data-testid=stMultiSelect],
[data-testid=stSlider], [data-testid=stDownloadButton], [data-testid=stElementToolbar],
[data-testid=stPills], .modebar { display: none !important; }
</style>"""


def open_page(title: str) -> Run:
    """Show the title of a page and the run picker; return the selected run.

    Without a run the page stops and shows the command that trains one.
    """
    require_navigation()
    heading, picker, presenting = st.columns([4.5, 2, 2], vertical_alignment="bottom")
    heading.title(title)
    if presenting.toggle(
        "Presentation mode",
        key="present",
        bind="query-params",
        help="Larger text, controls hidden. Switch it off to show the controls.",
    ):
        st.html(PRESENTATION)
    names = list_runs(artifacts_folder())
    if not names:
        st.info("No trained run. Train one with this command, then reload the page:")
        st.code("python train.py --preset quick", language="bash")
        st.stop()
    name = picker.selectbox("Run", names, key="run", bind="query-params")
    return open_run(artifacts_folder() / name)


def view_control(views: Iterable[str], default: str | None = None) -> str:
    """The view of the page; the first of `views` unless another is the default."""
    names = list(views)
    # The view of another page must not stay in the state and the link of this one.
    if st.session_state.get("view") not in (None, *names):
        del st.session_state["view"]
    return st.segmented_control(
        "View",
        names,
        default=default or names[0],
        required=True,
        label_visibility="collapsed",
        key="view",
        bind="query-params",
    )


def model_control(run: Run) -> str:
    """A model of the run."""
    return st.segmented_control(
        "Model",
        run.models,
        format_func=model_title,
        default=run.models[0],
        required=True,
        key="model",
        bind="query-params",
    )


def control_row() -> DeltaGenerator:
    """A container that shows controls side by side."""
    return st.container(horizontal=True, vertical_alignment="bottom", gap="large")


def split_control(splits: Iterable[str], row: DeltaGenerator) -> str:
    """A split of the data; the first of `splits` by default."""
    names = list(splits)
    return row.segmented_control(
        "Split",
        names,
        default="test" if "test" in names else names[0],
        required=True,
        key="split",
        bind="query-params",
        help="Thresholds are chosen on validation, so metrics on validation are optimistic; no "
        "choice is made on test. The challenge set is hand-written texts that are hard to "
        "classify and are not part of the data.",
    )


def threshold_control(
    run: Run, row: DeltaGenerator | None = None, disabled: bool = False
) -> tuple[dict[str, np.ndarray], str]:
    """The threshold policy and, for a custom threshold, a slider.

    Args:
        run: whose stored thresholds the policies use.
        row: a container with other controls; None adds a new one.
        disabled: for a view that does not depend on the threshold.

    Returns:
        Thresholds of shape (n_labels,) by model, and a description of the policy.
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
        help="A label is predicted when its score reaches the threshold. "
        + " ".join(f"**{POLICY_NAMES[name]}**: {words}." for name, words in POLICIES.items())
        + " **Custom**: one value for every label.",
    )
    if policy == CUSTOM:
        value = row.slider(
            "Custom threshold", 0.01, 0.99, 0.30, 0.01, key="threshold", bind="query-params"
        )
        thresholds = dict.fromkeys(run.models, np.full(len(run.labels), value, dtype=np.float32))
        return thresholds, f"{value:.2f} for every label"
    stored = cached_metrics(run)
    thresholds = {
        model: np.array(stored[model]["thresholds"][policy], dtype=np.float32)
        for model in run.models
    }
    return thresholds, POLICIES[policy]


def page_control(n_rows: int, page_size: int) -> slice:
    """The rows of the selected page; no control is shown if all rows fit on one page."""
    pages = -(-n_rows // page_size)
    page = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    return slice((page - 1) * page_size, page * page_size)
