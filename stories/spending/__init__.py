"""Spending: what a family and a house may ask for in a day. Knows no other room."""
