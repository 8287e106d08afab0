"""What people send, read into values: mails, sheets, documents, and the slots of an answer."""
