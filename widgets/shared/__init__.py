"""What several pages show: the canvas, answers, choices, and what a session remembers."""
