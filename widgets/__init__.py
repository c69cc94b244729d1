"""The building blocks of pages.

Knows Streamlit, which only widgets and `pages/` import, and the state of a session. Does not know how
anything is computed, which is the job of `core/`. Blocks that several pages use are in `shared`; each of the
other folders serves one page.
"""
