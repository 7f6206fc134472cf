"""The feed's format: state, documents, deltas, validator. No Django: a reader may take this folder alone.

`State` is all that a feed says at one moment; `documents.all_of(state)` are its files, `deltas.between(old, new)` the
change, `deltas.apply(state, delta)` what a client does with it: the result has the very bytes of the new documents.
"""
