"""Where Conduit keeps what it knows: in a database, spoken to in SQL."""
