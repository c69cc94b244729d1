"""The scripts that made the shipped bundles: data -> bundle, one command each.

Know the data sets from outside, the architectures and Keras; what each idea gave is kept in `results/`. Do
not know the app, and nothing in `core/`, `widgets/` or `pages/` imports them.
"""
