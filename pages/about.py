"""About this run: its record, data, training time, model cards and files."""

import streamlit as st

from emolab.runs import description
from emolab.runs.store import ArtifactError, Run
from pages.controls import model_control, open_page
from pages.display import download_table, with_titles

COUNT = st.column_config.NumberColumn(format="localized")


def model_card(run: Run, model: str) -> None:
    """The card of a model and its download."""
    try:
        card = description.model_card_text(run, model)
    except ArtifactError as error:
        # The rest of the page does not depend on this file.
        st.error(str(error), icon=":material/error:")
        return
    if card is None:
        st.info("No model card: the run was trained by an earlier version. Train it again.")
        return
    with st.container(border=True, height=480):
        st.markdown(card)
    st.download_button(
        "Download model card",
        run.path(f"models/{model}/README.md").read_bytes(),
        file_name=f"{run.name}-{model}-README.md",
        mime="text/markdown",
        icon=":material/download:",
        on_click="ignore",
    )


run = open_page("About this run")
st.markdown("#### Training command")
st.code(run.record["command"], language="bash", wrap_lines=True)
st.markdown("#### Run record")
origin = description.origin(run)
st.dataframe(origin[origin.what != "command"], hide_index=True, column_config={"what": "property"})

left, right = st.columns(2, gap="large")
with left:
    counts, notes = description.data_found(run)
    st.markdown("#### Data")
    st.caption("Train rows: without the rows left out, with generated rows.")
    st.dataframe(
        counts,
        hide_index=True,
        column_order=["what", "rows"],
        column_config={
            "what": st.column_config.TextColumn("property", width="large"),
            "rows": COUNT,
        },
    )
    for note in notes:
        st.info(note)
with right:
    st.markdown("#### Training time")
    st.caption("By stage, in seconds, on the machine that trained the run.")
    st.dataframe(description.durations(run), hide_index=True)

st.markdown("#### Model cards")
model_card(run, model_control(run))

with st.expander("Model settings"):
    settings = with_titles(description.settings(run))
    st.dataframe(settings, hide_index=True)
    download_table(settings, f"{run.name}-settings")
with st.expander("Package versions"):
    st.caption("Versions at training.")
    st.dataframe(description.packages(run), hide_index=True)

st.markdown("#### Files")
st.caption(
    "Size and SHA-256 checksum when the run was written. The checksum of a file is verified when a "
    "page first reads the file."
)
if st.button("Verify checksums", icon=":material/verified:"):
    faults = description.faults(run)
    for fault in faults:
        st.error(fault)
    if not faults:
        st.success(f"All {len(run.record['files'])} files match their checksums.")
files = description.files(run)
st.dataframe(files, hide_index=True, column_config={"bytes": COUNT})
download_table(files, f"{run.name}-files")
