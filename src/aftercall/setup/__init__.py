"""Setup: the texts that give a landing its account, and a warehouse its tables. They are printed, never run."""
