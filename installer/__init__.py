"""Making the Windows setup file on Linux, and proving it under Wine. Nothing here is part of the program."""
