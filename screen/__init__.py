"""What pages share of the screen: sign-in, the filters in the address, words, formats, tiles and tables."""
