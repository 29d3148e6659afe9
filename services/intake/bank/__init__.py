"""The bank counter channel (银保通): the application that a bank sells, one kind of case, and its reconciliation."""
