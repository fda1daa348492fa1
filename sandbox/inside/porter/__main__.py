"""Starts the porter; the box's bootstrap runs this."""

from sandbox.inside.porter.supervisor import main

main()
