"""Can you change one number, and save?

Each exercise is a file like this one. You change it and save it, and it is checked.
Here target is 2, and it should be 3. Change the 2 in the line below into a 3.
Then save the file. If it does not say ✓ by itself, run the file.
"""

from tinygrad_edu.learn import check

target = 2  # TODO: make it 3

check(__file__)
