"""What a link says, wherever it stood: in a text, a command, a program, a recording, an answer."""
