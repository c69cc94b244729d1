"""How much a browser may hand over at once."""

import streamlit as st

MAX_ZIP_MB: int = st.get_option("server.maxUploadSize")
# Browsers hang when a folder has many more files.
MANY_FILES = 900
