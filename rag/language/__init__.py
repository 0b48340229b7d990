"""What texts say, read without knowing whose they are.

In: any text, trusted or not.
Out: numbers, figures with their units, and what gives orders to a model.
May import: nothing of ours.
"""
