"""In the file on the disk, target is still 2. Change it, and save the file: many editors show a
dot or a star beside the name of a file that is not saved.
"""

target = 2
