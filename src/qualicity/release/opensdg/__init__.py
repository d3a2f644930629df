"""Open SDG: its data repositories read into plan folders, and plans written as the files that its sites read.

Written after the behaviour of sdg-build 2.3 (https://github.com/open-sdg/sdg-build), whose files these equal in
content. Imports little, and only what it needs: a repository is taken over and published in a second or two.
"""
