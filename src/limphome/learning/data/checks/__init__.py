"""What can be wrong with a data set: each kind of defect has a check that names the files."""
