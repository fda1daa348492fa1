"""What a local box runs with: cached packages, Node.js and PostgreSQL, made on first use from the image's own pins."""
