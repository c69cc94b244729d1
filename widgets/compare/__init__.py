"""The parts of the Compare page.

Know one picture that is changed by degrees, labelled pictures, trainings, and what of a choice the page's
address keeps. Do not know how pictures are collected or networks are taught.
"""
