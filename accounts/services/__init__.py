"""What the accounts' services change: the mails that go out, and who takes which."""
