"""How it works, with pictures made by a script."""
