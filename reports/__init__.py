"""Understanding: rating counts, scores and what they are worth."""
