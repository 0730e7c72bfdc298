"""Training and evaluation: data, synthetic pages, networks. Networks need the `train` extra."""
