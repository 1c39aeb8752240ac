"""Tuning: plan a data set, grow it, check it, train on it, judge the result."""
