"""What HTTP makes of Conduit: addresses, methods, headers, status codes and JSON."""
