"""What the pages and admin pages of all apps share."""
