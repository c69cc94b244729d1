"""The parts that pages are put together from.

Know Streamlit, which only they and `pages/` import, and what a session remembers. Do not know how anything is
computed: that is in `core/`. What several pages show is in `shared`; the other folders serve one page each.
"""
