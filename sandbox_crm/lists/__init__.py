"""What the lists of records share: columns to choose from, the cells of a page, saved views taken up, export."""
