"""An invented retailer, made from a seed, written as the spreadsheets a real one exports.

Nothing here is taken from a real retailer, and nothing here knows Django.
"""
