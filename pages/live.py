"""Type a sentence, see what every model makes of it."""

import numpy as np
import streamlit as st

from emolab.charts.live_scores import live_scores
from emolab.charts.theme import title_of
from emolab.inference.predict import agreement, clean_text, note_of_a_cut, predict_text
from emolab.labels import in_group_order
from emolab.models.registry import REGISTRY, independent_models
from pages.controls import open_page, threshold_control
from pages.display import escape_markdown, show_chart
from pages.state import cached_model, keep_in_link
from pages.views.beside import beside, remember, tried
from pages.views.why import why

EXAMPLES = (
    "Thank you so much, you have no idea how much this helps!",
    "I can't believe she's gone. The house is so quiet now.",
    "Wait, so the deadline was yesterday?",
    "Great, another Monday. Just what I needed.",
    "My hands are shaking, but I walked on that stage and did it.",
)

CLOSER = ("Why?", "Beside another sentence", "Tried so far")


def use_example() -> None:
    st.session_state["text"] = st.session_state["example"] or st.session_state["text"]
    st.session_state["example"] = None


run = open_page("What does this sentence feel like?")
st.session_state.setdefault("text", st.query_params.get("text", EXAMPLES[0]))
text = st.text_input(
    "Your sentence",
    key="text",
    placeholder="Write a sentence and press enter",
    persist_state="session",
)
st.pills("Or try one of these", EXAMPLES, key="example", on_change=use_example)
keep_in_link("text", text)
text, notes = clean_text(text)
for note in notes:
    st.warning(note, icon=":material/info:")
if not text:
    st.info("Write a sentence above and press enter: the models will say what they hear in it.")
    st.stop()

answer = st.container()
thresholds, policy = threshold_control(run)
distilled = [name for name in run.models if REGISTRY[name].distilled_from]
shown = run.models
if distilled and not st.toggle(
    "Distilled variants",
    key="distilled",
    bind="query-params",
    help="Models that learn from the transformer's scores as well as from labels.",
):
    shown = tuple(name for name in run.models if name not in distilled)
models = {model: cached_model(run, model) for model in shown}
if note := note_of_a_cut(models, text):
    answer.warning(escape_markdown(note), icon=":material/info:")
predictions = predict_text(models, text, thresholds)

chosen = {
    title_of(model): () if prediction.below_threshold else prediction.chosen
    for model, prediction in predictions.items()
    if model in independent_models(predictions)
}
answer.markdown(f"#### {escape_markdown(agreement(chosen))}")
columns = answer.columns(len(predictions))
for column, (model, prediction) in zip(columns, predictions.items(), strict=True):
    with column.container(border=True):
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.markdown(f"**{title_of(model)}**", width="content")
            st.caption(f"{prediction.milliseconds:.1f} ms", width="content")
        with st.container(horizontal=True, gap="small"):
            for label in prediction.chosen:
                st.badge(
                    escape_markdown(label), color="gray" if prediction.below_threshold else "blue"
                )
        if prediction.below_threshold:
            st.caption("Nothing reaches its threshold; this is the strongest.")

order = st.segmented_control(
    "Order of the emotions",
    ["Highest score first", "By group"],
    default="Highest score first",
    required=True,
    key="order",
    bind="query-params",
)
mean = np.mean([prediction.scores for prediction in predictions.values()], axis=0)
ordered = (
    in_group_order(run.labels)
    if order == "By group"
    else [run.labels[column] for column in np.argsort(-mean, kind="stable")]
)
show_chart(live_scores(run.labels, predictions, ordered, policy))
closer = st.segmented_control(
    "Look closer",
    CLOSER,
    default=CLOSER[0],
    required=True,
    key="closer",
    bind="query-params",
)
remember(run.name, policy, text, predictions)
if closer == CLOSER[0]:
    why(models, text, thresholds, ordered)
elif closer == CLOSER[1]:
    beside(models, thresholds, predictions)
else:
    tried(run.name)
