"""Where a run's figures come from, and whether its files are still as they were written."""

import streamlit as st

from emolab.charts.theme import title_of
from emolab.runs import description as about
from emolab.runs.store import ArtifactError, Run
from pages.controls import model_control, open_page
from pages.display import download_table

COUNT = st.column_config.NumberColumn(format="localized")


def show_card(run: Run, model: str) -> None:
    """A model's card and its download; a sentence where there is none, or where it is damaged."""
    try:
        card = about.model_card_text(run, model)
    except ArtifactError as error:
        # The rest of the page is what one reads when a file is damaged.
        st.error(str(error), icon=":material/error:")
        return
    if card is None:
        st.info("This run was written before models had cards. Train it again to have them.")
        return
    with st.container(border=True, height=480):
        st.markdown(card)
    st.download_button(
        "Download the card",
        run.path(f"models/{model}/README.md").read_bytes(),
        file_name=f"{run.name}-{model}-README.md",
        mime="text/markdown",
        icon=":material/download:",
        on_click="ignore",
    )


run = open_page("Where does this run come from?")
st.markdown("#### How it was made")
st.code(run.record["command"], language="bash", wrap_lines=True)
made = about.origin(run)
st.dataframe(made[made.what != "command"], hide_index=True)

left, right = st.columns(2, gap="large")
with left:
    found, notes = about.data_found(run)
    st.markdown("#### What was found in its data")
    st.caption("Train rows are counted after dropping; written ones are among them.")
    st.dataframe(
        found, hide_index=True, column_order=["rows", "what"], column_config={"rows": COUNT}
    )
    for note in notes:
        st.info(note)
with right:
    st.markdown("#### How long each stage took")
    st.caption("In seconds, on the machine that trained it.")
    st.dataframe(about.durations(run), hide_index=True)

st.markdown("#### Model cards")
show_card(run, model_control(run))

with st.expander("Settings of every model"):
    table = about.settings(run)
    table = table.assign(model=table.model.map(title_of))
    st.dataframe(table, hide_index=True)
    download_table(table, f"{run.name}-settings")
with st.expander("Package versions"):
    st.dataframe(about.packages(run), hide_index=True)

st.markdown("#### Files")
st.caption("As they were written. Each is held against its checksum when a page first reads it.")
if st.button("Check every file now", icon=":material/verified:"):
    faults = about.faults(run)
    for fault in faults:
        st.error(fault)
    if not faults:
        st.success(f"All {len(run.record['files'])} files are as they were written.")
table = about.files(run)
st.dataframe(table, hide_index=True, column_config={"bytes": COUNT})
download_table(table, f"{run.name}-files")
