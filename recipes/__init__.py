"""The scripts that made the shipped bundles: data -> bundle, one command each."""
