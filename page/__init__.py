"""What the chat page is made of: pure functions of turns, and one module that lays them out."""
