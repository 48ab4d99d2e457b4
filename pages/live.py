"""Live prediction: the predicted labels and scores of every model for one text."""

import streamlit as st

from emolab.charts.live_scores import live_scores
from emolab.inference.agreement import agreement
from emolab.inference.history import history_row, with_row
from emolab.inference.predict import (
    Prediction,
    clean_text,
    labels_by_score,
    predict_text,
    truncation_note,
)
from emolab.labels import in_group_order
from emolab.models.registry import is_distilled
from pages.controls import control_row, open_page, threshold_control, view_control
from pages.display import escape_markdown, model_headings, show_chart
from pages.state import cached_model, keep_in_link
from pages.views.explanation import explanation_view
from pages.views.history import history_view
from pages.views.text_comparison import text_comparison_view

EXAMPLES = (
    "Thank you so much, you have no idea how much this helps!",
    "I can't believe she's gone. The house is so quiet now.",
    "Wait, so the deadline was yesterday?",
    "Great, another Monday. Just what I needed.",
    "My hands are shaking, but I walked on that stage and did it.",
)
BY_SCORE, BY_GROUP = "By score", "By group"
EXPLANATION, COMPARISON, HISTORY = "Word contributions", "Text comparison", "History"


def use_example() -> None:
    """Set the text to the selected example."""
    st.session_state["text"] = st.session_state["example"] or st.session_state["text"]
    st.session_state["example"] = None


def model_card(heading: str, prediction: Prediction) -> None:
    """The predicted labels of one model and its latency."""
    with st.container(border=True, height="stretch"):
        st.markdown(heading)
        colour = "gray" if prediction.below_threshold else "blue"
        with st.container(horizontal=True, gap="small"):
            for label in prediction.labels:
                st.badge(escape_markdown(label), color=colour)
        if prediction.below_threshold:
            st.caption("No label reaches its threshold. Highest score shown.")
        st.caption(f"Latency: {prediction.milliseconds:.1f} ms")


run = open_page("Live prediction")
st.session_state.setdefault("text", st.query_params.get("text", EXAMPLES[0]))
text = st.text_input("Text", key="text", placeholder="Enter a text", persist_state="session")
st.pills("Examples", EXAMPLES, key="example", on_change=use_example)
keep_in_link("text", text)
text, notes = clean_text(text)
for note in notes:
    st.warning(note, icon=":material/info:")
if not text:
    st.info("No text. Enter a text or select an example to see the predicted labels.")
    st.stop()

results = st.container()
controls = control_row()
thresholds, policy = threshold_control(run, controls)
order = controls.segmented_control(
    "Sort emotions",
    [BY_SCORE, BY_GROUP],
    default=BY_SCORE,
    required=True,
    key="order",
    bind="query-params",
    help="**By score**: the mean score of the models, highest first. **By group**: positive, "
    "negative, ambiguous and neutral emotions.",
)
models = run.models
if any(is_distilled(model) for model in models) and not controls.toggle(
    "Show distilled models",
    key="distilled",
    bind="query-params",
    help="A distilled model is trained on soft labels, the scores of teacher models, in addition "
    "to the true labels or instead of them.",
):
    models = tuple(model for model in models if not is_distilled(model))
served = {model: cached_model(run, model) for model in models}
if note := truncation_note(served, text):
    results.warning(escape_markdown(note), icon=":material/info:")
predictions = predict_text(served, text, thresholds)

results.markdown(f"#### {escape_markdown(agreement(predictions))}")
headings = model_headings(models)
columns = results.columns(len(predictions))
for column, (model, prediction) in zip(columns, predictions.items(), strict=True):
    with column:
        model_card(headings[model], prediction)

if order == BY_GROUP:
    ordered = in_group_order(run.labels)
else:
    ordered = labels_by_score(run.labels, predictions)
show_chart(live_scores(run.labels, predictions, ordered, policy))

row = history_row(run.name, policy, text, predictions)
st.session_state["history"] = with_row(st.session_state.get("history", []), row)
view = view_control([EXPLANATION, COMPARISON, HISTORY])
if view == EXPLANATION:
    explanation_view(served, text, thresholds, ordered)
elif view == COMPARISON:
    text_comparison_view(served, thresholds, predictions)
else:
    history_view(run.name)
