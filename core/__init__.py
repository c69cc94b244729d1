"""Inkling's engine: pictures and drawings in, predictions and heat maps out.

Plain Python: no module here imports Streamlit, and none that the app uses imports TensorFlow.
"""
