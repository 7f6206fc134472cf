"""publish: what passed the gates becomes immutable files that anyone can serve.

intake → gates → version files → Publication → site tree → one pointer moved. A version folder is written once and never
again; the tree of pages is swapped as a whole, so a reader sees the old site or the new one, never a mixture. Writes go
through `services`, reads through `queries`; bytes reach the disk through the one seam `storage`.
"""
