"""Scripts that made the shipped bundles from data, one command each.

They know the external data sets, the architectures and Keras; what each idea gained is stored in `results/`.
They do not know the app, and nothing in `core/`, `widgets/` or `pages/` imports them.
"""
