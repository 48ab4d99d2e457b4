"""The pages of the dashboard and their order."""

import streamlit as st
from streamlit.navigation.page import Page


def navigation() -> Page:
    """Set the title and icon of the app and list its pages; return the requested page."""
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


def require_navigation() -> None:
    """Restart through streamlit_app.py if Streamlit ran a page on its own.

    This happens once, when the first request to a server is a link to a page: until an app has
    called st.navigation, Streamlit treats a folder named pages as its older multipage layout.
    """
    if "entered" not in st.session_state:
        navigation()
        st.rerun()
