"""The colour themes, one TOML file each; keys are the fields of `textual.theme.Theme`."""
