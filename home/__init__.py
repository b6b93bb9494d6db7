"""The website's frame: shared pages, blocks and components."""
