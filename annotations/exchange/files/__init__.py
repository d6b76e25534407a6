"""What the readers and writers of formats share: archives, JSON, XML, positions, labels."""
