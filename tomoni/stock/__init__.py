"""Stock 在庫: an open feed of what is available where (masks, water, fuel, doses, beds), for any community.

What sources, shops and staff say goes into a ledger and the state of now (`services`); `publishing` writes it as whole
documents and deltas and shows them in one step (`tomoni.publish.live`); the front answers readers without Django. The
format, with its client, is in `feed/`, which knows neither Django nor the database.
"""
