"""The documentation, and the scripts that write its pictures, tables and schemas.

The scripts know the code, the cards and the benchmarks, so that no page has to repeat their contents by hand.
They do not measure anything: figures come from the files that measurements have written.
"""
