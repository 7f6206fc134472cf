"""Who a measure is for, as data: facts, conditions, dated parameters, cases. Three answers: yes, no, not known.

Nothing here is asked on the server about anybody: the guide's script works on the same data in the browser, and
`tests/test_eligibility.py` holds both to the same cases.
"""
