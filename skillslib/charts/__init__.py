"""Charts: a frame in, an Altair chart out. They know no database; column names are the contract."""
