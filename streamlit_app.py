"""EmoLab's dashboard."""

import streamlit as st

from emolab.runs.store import ArtifactError
from pages.shared import app

st.session_state["entered"] = True
try:
    app().run()
except ArtifactError as error:
    st.error(str(error), icon=":material/error:")
