"""The local web page: the whole job in a browser of this computer, with the functions of the command line."""
