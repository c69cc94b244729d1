"""The parts that pages are put together from. Only these and `pages/` import Streamlit."""
