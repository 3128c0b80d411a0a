"""How fast the program is, each figure beside its limit or rival measured in the same run (`python3 dev.py bench`)."""
