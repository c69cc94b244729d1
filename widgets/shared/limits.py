"""How much a browser may hand over at once."""

# As server.maxUploadSize in .streamlit/config.toml.
MAX_ZIP_MB = 1_000
# Browsers hang when a folder has many more files.
MANY_FILES = 900
