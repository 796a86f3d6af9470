"""The expression language: read text or LaTeX into a tree, print it, and decide whether two trees are equal."""
