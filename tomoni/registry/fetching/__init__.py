"""Sources with an address: fetched by schedule or by hand, politely, and taken in only when they are what they were."""
