"""Limits on what a browser may upload at once."""

import streamlit as st

MAX_ZIP_MB: int = st.get_option("server.maxUploadSize")
# Browsers hang on folders with many more files than this.
MANY_FILES = 900
