"""web: the door for browsers. `front` answers reads from the published tree, without Django; Django answers the rest."""
