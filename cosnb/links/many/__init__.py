"""A million links: streamed, written to files people use, continued after an interrupt."""
