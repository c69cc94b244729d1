"""The parts of the Compare page.

Know one picture that is changed step by step, labelled pictures, training curves, and the choices that the
page's address holds. Do not know how pictures are collected or networks are taught.
"""
