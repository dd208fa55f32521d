"""Made-up cases that look like Finland, by a seeded generator, and users to look at them with.

Cases are opened evenly from the first one until now, and closed in every year since. Half of them have three agencies
or fewer. Answers are slow in the cases of two regions and fast in those of a third (config/demo.toml), whatever the
seed: the comparison of regions has to find these three and, but for chance, no other.
"""
