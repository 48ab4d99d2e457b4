"""EmoLab's dashboard: page setup and the pages."""

import streamlit as st

st.set_page_config(page_title="EmoLab", page_icon="🎭", layout="wide")

page = st.navigation(
    [
        st.Page("pages/live.py", title="Live", icon=":material/chat:", default=True),
        st.Page("pages/compare.py", title="Compare", icon=":material/bar_chart:"),
        st.Page("pages/emotions.py", title="Emotions", icon=":material/show_chart:"),
        st.Page("pages/samples.py", title="Samples", icon=":material/table_rows:"),
    ],
    position="top",
)
page.run()
