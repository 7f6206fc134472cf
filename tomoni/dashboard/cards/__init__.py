"""One file for each type of card. A type says what a card shows (`View`); pages lay it out. Add one by adding a file
and registering it: rooms.extra("card-type", "<name>", <CardType>)."""
