"""The documentation, and the scripts that write its pictures, tables and schemas.

Know what is in the code, the cards and the benchmarks, so that no page states it by hand. Do not measure
anything: figures come from the files that measurements have left.
"""
