"""EmoLab's dashboard: page setup and the pages."""

import streamlit as st

from emolab.artifacts import ArtifactError
from pages.shared import navigation

st.set_page_config(page_title="EmoLab", page_icon="🎭", layout="wide")
st.session_state["entered"] = True
try:
    navigation().run()
except ArtifactError as error:
    st.error(str(error), icon=":material/error:")
