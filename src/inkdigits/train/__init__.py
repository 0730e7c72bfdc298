"""Training: data, augmentation, synthetic pages, networks and their export. Needs the `train` extra."""
