//! sitebookctl: the same core on a command line.
