"""Support navigator (支援情報ナビ): public, private and NGO help in one place, found in Japanese as people type it.

Lists of measures are datasets of the main stream; `forms/` reads each of them into one Measure, `queries` gives them to
pages, search, exports and the API. `eligibility/` asks what a measure needs and decides nothing about anybody: answers
stay in the browser.
"""
