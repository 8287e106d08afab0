"""Mails and mailboxes, read into text with their attachments."""
