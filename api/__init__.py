"""The HTTP API, in the same process as the pages: requests in, JSON out, each route a few lines over `core`.

Knows HTTP, who may ask, how much is taken on at once, and how errors are told to programs. Does not know
pages or Streamlit; how anything is answered or taught is known by the packages of `core` alone.
"""
