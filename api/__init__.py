"""The HTTP API, in the same process as the pages: requests in, JSON out, each route a few lines over `core`.

Knows HTTP, who may ask, how much is handled at once, and how errors are reported to programs. Does not know
pages or Streamlit; only the packages of `core` know how questions are answered and networks are trained.
"""
