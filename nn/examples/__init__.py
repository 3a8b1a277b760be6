"""Programs to run with `python -m nn.examples.NAME`."""
