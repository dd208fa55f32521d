"""The meeting on the screen: slides of its agenda, the deck that shows them, and its forms."""
