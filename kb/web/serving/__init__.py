"""The server: what stands between the network and the site, and what it takes from whom."""
