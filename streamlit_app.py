"""EmoLab's dashboard."""

import streamlit as st

from emolab.runs.store import ArtifactError
from pages.navigation import navigation

st.session_state["entered"] = True
try:
    navigation().run()
except ArtifactError as error:
    st.error(str(error), icon=":material/error:")
