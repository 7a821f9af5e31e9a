// Live checking; every page works without it.
