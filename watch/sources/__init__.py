"""Sources as the user keeps them: found, proposed, checked, added, exchanged."""
