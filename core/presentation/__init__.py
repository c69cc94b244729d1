"""Figures -> charts, overlays, tables and sentences.

Knows how answers and trainings are shown and put into words. Does not know Streamlit: what is made here is
data, a specification or a picture. Nothing is re-exported; import the module that you mean.
"""
