"""What askpapers is measured against. Each module is a command that prints what it measured."""
