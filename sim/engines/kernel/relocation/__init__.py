"""The compiled engine of relocation: Schelling's model and those that followed, in loops."""
