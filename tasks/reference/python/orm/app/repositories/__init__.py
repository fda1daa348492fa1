"""Where Conduit keeps what it knows: in a database, through SQLAlchemy."""
